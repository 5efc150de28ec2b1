import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';

import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

import { methods, trainProgress, trainResult } from '../../../src/protocol/trainer';
import { RunFolder } from '../../../src/runs/runFolder';
import type { Experiment } from '../../../src/spec/experiment';

export interface TrainerJob {
  /** The built trainer. */
  readonly script: string;
  readonly outputRoot: string;
  readonly csv: string;
  readonly experiment: Experiment;
  readonly threads: number;
}

/**
 * Trains one epoch the way the extension does.
 * @returns seconds from the fork to the word that it trains, less what reading the data took
 */
export async function measureTrainerStart({
  script,
  outputRoot,
  csv,
  experiment,
  threads,
}: TrainerJob): Promise<number> {
  const short = { ...experiment, training: { ...experiment.training, epochs: 1 } };
  const run = RunFolder.create({ outputRoot, csv, experiment: short });
  const start = performance.now();
  const child = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  try {
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    let trainsAt: number | null = null;
    connection.onNotification(methods.trainProgress, (message: unknown) => {
      if (trainProgress.parse(message).phase === 'training') trainsAt ??= performance.now();
    });
    connection.listen();
    const summary = trainResult.parse(await connection.sendRequest(methods.train, { runFolder: run.path, threads }));
    if (summary.state !== 'done') throw new Error(`The trainer ended with ${JSON.stringify(summary.error)}`);
    if (trainsAt === null) throw new Error('The trainer has not said that it trains.');
    return (trainsAt - start) / 1000 - summary.durations.read;
  } finally {
    child.kill();
    await ended; // its processor time counts only then
    rmSync(run.path, { recursive: true, force: true });
  }
}
