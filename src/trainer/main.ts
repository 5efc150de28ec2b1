import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';

import { TrainerService } from './service';
import { exitWithParent } from './parent';

/**
 * The trainer process: a thin shell around `training`, spoken to by JSON-RPC over the channel of `fork`.
 * It lives as long as its parent does.
 */
if (!process.send) {
  process.stderr.write('This program is started by Sequence Lab. For the command line there is dist/cli.js.\n');
  process.exit(2);
}

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const service = new TrainerService(connection);
exitWithParent();

let terminated = false;
process.on('SIGTERM', () => {
  if (terminated || !service.stop()) process.exit(143);
  terminated = true;
  void service.idle.then(() => process.exit(143));
});

const crash = (error: unknown): void => {
  service.log(error);
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(70);
};
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

connection.listen();
