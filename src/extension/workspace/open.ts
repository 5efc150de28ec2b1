import fs from 'node:fs';
import path from 'node:path';

import { commands, l10n, Range, Uri, window, workspace } from 'vscode';

import { UserError } from '../../spec/errors';

/** Opens a file in its editor, at a 1-based line where one is given. */
export async function openFile(file: string, line?: number): Promise<void> {
  if (!fs.existsSync(file)) {
    throw new UserError(l10n.t('{0} does not exist.', file), l10n.t('It was moved or deleted, or not written yet.'), {
      code: 'file/enoent',
      file,
    });
  }
  if (line === undefined) {
    await commands.executeCommand('vscode.open', Uri.file(file));
    return;
  }
  const position = new Range(line - 1, 0, line - 1, 0);
  await window.showTextDocument(Uri.file(file), { selection: position });
}

/** Shows a file or folder in VS Code's explorer, or in the system's where it lies outside of the workspace. */
export async function reveal(target: string): Promise<void> {
  const uri = Uri.file(target);
  const inWorkspace = workspace.getWorkspaceFolder(uri) !== undefined;
  await commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'revealFileInOS', uri);
}

/**
 * Absolute path of a file of a run, for opening.
 * @throws UserError when it is not there, or a link leads out of the run folder
 */
export function insideRun(folder: string, relative: string): string {
  const file = path.join(folder, relative);
  if (!fs.existsSync(file)) {
    throw new UserError(l10n.t('This run has no {0}.', relative), l10n.t('Train to the end, or open the run folder.'), {
      code: 'run/no-file',
      file,
    });
  }
  const inside = path.relative(fs.realpathSync(folder), fs.realpathSync(file));
  if (inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new UserError(
      l10n.t('{0} is a link out of the run folder and is not opened.', relative),
      l10n.t('Look at the run folder: this file was not written by a training run.'),
      { code: 'run/outside', file },
    );
  }
  return file;
}
