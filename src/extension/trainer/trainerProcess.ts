import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';

import { type LogOutputChannel, l10n } from 'vscode';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { z } from 'zod';

import {
  type BacktestParams,
  backtestResult,
  type GenerateParams,
  generateResult,
  type InspectParams,
  inspectResult,
  methods,
  type PredictFileProgress,
  type PredictParams,
  predictProgress,
  predictResult,
  type ProfileParams,
  type ProfileProgress,
  profileProgress,
  profileResult,
  type SeriesParams,
  type SeriesResult,
  seriesResult,
  type TrainParams,
  type TrainProgress,
  trainGradients,
  trainProgress,
  trainResult,
  type TrainSamples,
  trainSamples,
} from '../../protocol/trainer';
import type { Backtest } from '../../spec/backtest';
import type { Prediction } from '../../spec/prediction';
import type { DataProfile } from '../../spec/profile';
import type { GradientTrace, Inspection } from '../../spec/inspection';
import { errorReportSchema, type Summary } from '../../spec/run';
import { definite, ReportedError } from '../errors';
import { trainerEnvironment } from './environment';
import { exitReport, type TrainerExit } from './exit';

const keptLines = 20;

/**
 * One forked trainer: it profiles a file or trains one run, then it is killed. Whatever it sends is checked here, and
 * a call never hangs: it ends with the answer, with the trainer's error, or with a report of how the process died.
 */
export class TrainerProcess {
  readonly exited: Promise<TrainerExit>;
  private readonly connection: MessageConnection;
  private readonly lastWords: string[] = [];

  /** @throws ReportedError when the process cannot be started */
  static start(script: string, log: LogOutputChannel): TrainerProcess {
    try {
      const child = fork(script, [], {
        // The host's own flags (an inspector port, a V8 option of Electron) are not the trainer's.
        execArgv: [],
        execPath: process.execPath,
        env: trainerEnvironment(process.env, process.versions['electron'] !== undefined),
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      return new TrainerProcess(child, log);
    } catch (error) {
      throw new ReportedError(startReport(error));
    }
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly log: LogOutputChannel,
  ) {
    this.exited = new Promise((resolve, reject) => {
      child.once('error', (error) => {
        log.error(`trainer: ${error.message}`);
        if (child.pid === undefined) reject(new ReportedError(startReport(error)));
      });
      // 'close' comes after the last line of standard error, 'exit' may not.
      child.once('close', (code, signal) => {
        log.info(`trainer ${child.pid} ended: ${signal ?? `code ${code}`}`);
        resolve({ code, signal, lastWords: this.lastWords });
      });
    });
    this.exited.catch(() => undefined);
    this.listenToOutput();
    this.connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    this.connection.onError(([error]) => log.error(`trainer messages: ${error.message}`));
    this.connection.listen();
    log.info(`trainer ${child.pid} started`);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Reads the whole file and tells its columns. */
  async profile(params: ProfileParams, onProgress: (progress: ProfileProgress) => void): Promise<DataProfile> {
    this.onNotification(methods.profileProgress, profileProgress, onProgress);
    return this.call(methods.profile, params, profileResult);
  }

  /** Trains the run in its folder; a run that failed is an answer with state "failed", not an error. */
  async train(params: TrainParams, onProgress: (progress: TrainProgress) => void): Promise<Summary> {
    this.onNotification(methods.trainProgress, trainProgress, onProgress);
    return this.call(methods.train, params, trainResult);
  }

  /** Calls back with the texts that a network writes while it trains. */
  onSamples(listener: (samples: TrainSamples) => void): void {
    this.onNotification(methods.trainSamples, trainSamples, listener);
  }

  /** Texts by the network of a finished run. */
  async generate(params: GenerateParams): Promise<{ texts: string[] }> {
    return this.call(methods.generate, params, generateResult);
  }

  /** Forecasts of a finished run from every origin of its test part. */
  async backtest(params: BacktestParams): Promise<Backtest> {
    return this.call(methods.backtest, params, backtestResult);
  }

  /** Another CSV, predicted with the network of a finished run. */
  async predict(params: PredictParams, onProgress: (progress: PredictFileProgress) => void): Promise<Prediction> {
    this.onNotification(methods.predictProgress, predictProgress, onProgress);
    return this.call(methods.predict, params, predictResult);
  }

  /** One series of a file of several; the file stays read for the next. */
  async series(params: SeriesParams): Promise<SeriesResult> {
    return this.call(methods.series, params, seriesResult);
  }

  /** Calls back now and then while it trains with how far gradients reach back. */
  onGradients(listener: (trace: GradientTrace) => void): void {
    this.onNotification(methods.trainGradients, trainGradients, listener);
  }

  /** What the network of a finished run does with one example; the run stays open for the next. */
  async inspect(params: InspectParams): Promise<Inspection> {
    return this.call(methods.inspect, params, inspectResult);
  }

  /** Asks it to end at once and to keep what is there. */
  stop(): void {
    this.connection.sendNotification(methods.stop).catch((error: unknown) => this.log.warn(`stop: ${String(error)}`));
  }

  /** Ends the process at once. */
  kill(): void {
    this.connection.dispose();
    this.child.kill('SIGKILL');
  }

  private async call<T>(method: string, params: object, schema: z.ZodType<T>): Promise<T> {
    const answer = this.connection.sendRequest(method, params).then(
      (result: unknown) => schema.parse(result),
      (error: unknown) => {
        throw asReported(error);
      },
    );
    const death = this.exited.then((exit): never => {
      throw new ReportedError(exitReport(exit));
    });
    death.catch(() => undefined);
    answer.catch(() => undefined);
    return Promise.race([answer, death]);
  }

  private onNotification<T>(method: string, schema: z.ZodType<T>, listener: (value: T) => void): void {
    this.connection.onNotification(method, (params: unknown) => {
      const parsed = schema.safeParse(params);
      if (parsed.success) listener(parsed.data);
      else this.log.error(`trainer sent a wrong "${method}": ${parsed.error.message}`);
    });
  }

  private listenToOutput(): void {
    const { stdout, stderr } = this.child;
    if (stdout) createInterface({ input: stdout }).on('line', (line) => this.log.info(`trainer: ${line}`));
    if (stderr) {
      createInterface({ input: stderr }).on('line', (line) => {
        this.log.warn(`trainer: ${line}`);
        this.lastWords.push(line);
        if (this.lastWords.length > keptLines) this.lastWords.shift();
      });
    }
  }
}

/** The trainer sends its report as the data of the JSON-RPC error. */
function asReported(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const report = errorReportSchema.safeParse(error.data);
  return report.success ? new ReportedError(definite(report.data)) : error;
}

function startReport(error: unknown): ReportedError['report'] {
  return {
    message: l10n.t(
      'The training process could not be started: {0}',
      error instanceof Error ? error.message : String(error),
    ),
    hint: l10n.t('Look at the log; a full process table, missing memory or a security tool can be the cause.'),
    defect: false,
    code: 'trainer/start',
  };
}
