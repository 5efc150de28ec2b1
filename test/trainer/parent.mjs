// A parent that starts the trainer, lets it begin its first batch, and waits to be killed. Arguments: trainer script, run folder, threads.
import { fork } from 'node:child_process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

const [script, runFolder, threads] = process.argv.slice(2);
const child = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
let told = false;
connection.onNotification('train/progress', ({ phase }) => {
  if (phase !== 'training' || told) return;
  told = true;
  console.log(child.pid);
});
connection.listen();
await connection.sendRequest('train', { runFolder, threads: Number(threads) });
