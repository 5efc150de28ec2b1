import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import {
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  createMessageConnection,
} from 'vscode-jsonrpc/node';

const dist = process.env['SEQUENCE_LAB_DIST'] ?? path.resolve(import.meta.dirname, '../../dist');

/** The built trainer, as the extension ships it. */
export const trainerScript = path.join(dist, 'trainer.js');

export interface Trainer {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  /** All of standard error so far. */
  errors(): string;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
}

/** Starts the trainer the way the extension does, which gives Node no options of its own. */
export function startTrainer(execArgv: string[] = []): Trainer {
  if (!fs.existsSync(trainerScript)) throw new Error(`${trainerScript} is missing: run npm run build first`);
  const child = fork(trainerScript, [], { execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stdout?.resume();
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    // Not 'close': it does not come after `disconnect()`.
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { child, connection, errors: () => text, exited };
}

/** True while there is such a process that has not ended (a zombie has). */
export function isRunning(pid: number): boolean {
  try {
    if (process.platform === 'linux') {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
    }
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
