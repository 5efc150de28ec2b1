import { deepEqual, ok } from 'node:assert/strict';
import { commands, extensions } from 'vscode';

const id = 'sequence-lab.sequence-lab';

interface Contributions {
  contributes?: { commands?: { command: string }[] };
}

describe('The installed extension', () => {
  it('activates and registers every command that it contributes', async () => {
    const extension = extensions.getExtension(id);
    ok(extension, `${id} is not installed`);
    await extension.activate();
    const contributed = (extension.packageJSON as Contributions).contributes?.commands ?? [];
    const registered = new Set(await commands.getCommands(true));
    const missing = contributed.map(({ command }) => command).filter((command) => !registered.has(command));
    ok(contributed.length > 0, 'it contributes no command');
    deepEqual(missing, []);
  });
});
