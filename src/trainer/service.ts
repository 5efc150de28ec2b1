import { type CancellationToken, ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';

import { generateCode } from '../codegen/generate';
import {
  type BacktestParams,
  type GenerateParams,
  type GenerateResult,
  type ProfileParams,
  type ProfileProgress,
  type TrainParams,
  type TrainProgress,
  type TrainSamples,
  type InspectParams,
  type PredictFileProgress,
  type PredictParams,
  type SeriesParams,
  type SeriesResult,
  backtestParams,
  generateParams,
  inspectParams,
  methods,
  predictParams,
  profileParams,
  seriesParams,
  trainParams,
} from '../protocol/trainer';
import type { Backtest } from '../spec/backtest';
import { type ErrorReport, UserError, toErrorReport } from '../spec/errors';
import type { GradientTrace, Inspection } from '../spec/inspection';
import type { Prediction } from '../spec/prediction';
import type { DataProfile } from '../spec/profile';
import type { Summary } from '../spec/run';
import { backtest } from '../training/backtest';
import { generateTexts } from '../training/generateTexts';
import { Inspector } from '../training/inspect/inspector';
import { predictFile } from '../training/predict/predictFile';
import { profileFile } from '../training/profileFile';
import { logToRun } from '../training/runLog';
import { SeriesFile } from '../training/seriesFile';
import { StopRequest } from '../training/stopRequest';
import { shownText } from '../training/tasks/generate/writeTexts';
import { trainRun } from '../training/trainRun';

/** Answers the host's requests. Every request is answered, also with an error; everything that enters is parsed. */
export class TrainerService {
  private stopRequest = new StopRequest();
  private runFolder: string | null = null;
  private inspector: Inspector | null = null;
  private seriesFile: { readonly key: string; readonly read: Promise<SeriesFile> } | null = null;
  private job: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: MessageConnection) {
    this.answer(methods.profile, profileParams, (params, token) => this.profile(params, token));
    this.answer(methods.train, trainParams, (params, token) => this.train(params, token));
    this.answer(methods.generate, generateParams, (params, token) => this.generate(params, token));
    this.answer(methods.backtest, backtestParams, (params, token) => this.backtest(params, token));
    this.answer(methods.predict, predictParams, (params, token) => this.predict(params, token));
    this.answer(methods.series, seriesParams, (params) => this.series(params));
    this.answer(methods.inspect, inspectParams, (params, token) => this.inspect(params, token));
    connection.onNotification(methods.stop, () => {
      this.stop();
    });
  }

  /** Ends a training at once. @returns false when none is running */
  stop(): boolean {
    this.stopRequest.request();
    return this.runFolder !== null;
  }

  /** Settles when nothing is running. */
  get idle(): Promise<void> {
    return this.job.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Writes an error into the log of the run that is being trained. */
  log(error: unknown): void {
    if (this.runFolder !== null) logToRun(this.runFolder, error);
  }

  private async profile(params: ProfileParams, token: CancellationToken): Promise<DataProfile> {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => cancelled.abort());
    return profileFile(params.file, {
      dateOrder: params.dateOrder,
      signal: cancelled.signal,
      onProgress: (progress) => this.tell<ProfileProgress>(methods.profileProgress, progress),
    });
  }

  private async generate(params: GenerateParams, token: CancellationToken): Promise<GenerateResult> {
    const { runFolder, condition, ...options } = params;
    const written = await generateTexts(runFolder, {
      ...options,
      condition: new Map(Object.entries(condition)),
      shouldStop: () => token.isCancellationRequested,
    });
    return { texts: written.map(shownText) };
  }

  private async backtest({ runFolder, threads }: BacktestParams, token: CancellationToken): Promise<Backtest> {
    const stop = new StopRequest();
    token.onCancellationRequested(() => stop.request());
    const result = await backtest(runFolder, { threads, stop });
    if (result) return result.backtest;
    throw new UserError('Stopped.', 'Start it again.', { code: 'backtest/stopped' });
  }

  private async predict({ runFolder, ...rest }: PredictParams, token: CancellationToken): Promise<Prediction> {
    const stop = new StopRequest();
    token.onCancellationRequested(() => stop.request());
    const result = await predictFile(runFolder, {
      ...{ ...rest, stop },
      onProgress: (progress) => this.tell<PredictFileProgress>(methods.predictProgress, progress),
    });
    if (result) return result;
    throw new UserError('Stopped.', 'Start it again.', { code: 'predict/stopped' });
  }

  /** The file stays read for the next series; whoever changes it starts another process. */
  private async series({ file, dateOrder, ...query }: SeriesParams): Promise<SeriesResult> {
    const key = JSON.stringify([file, dateOrder, query.series]);
    if (this.seriesFile?.key !== key) {
      this.seriesFile = { key, read: SeriesFile.read(file, { dateOrder, series: query.series }) };
    }
    return (await this.seriesFile.read).plot(query);
  }

  /** The run stays open for the next example; one at a time. */
  private async inspect(params: InspectParams, token: CancellationToken): Promise<Inspection> {
    const { runFolder, threads, split, index } = params;
    if (this.inspector?.folder !== runFolder) {
      this.inspector?.dispose();
      this.inspector = null;
      const cancelled = new AbortController();
      token.onCancellationRequested(() => cancelled.abort());
      this.inspector = await Inspector.open(runFolder, { threads, signal: cancelled.signal });
    }
    return this.inspector.look(split, index);
  }

  private async train({ runFolder, threads }: TrainParams, token: CancellationToken): Promise<Summary> {
    if (this.runFolder !== null) throw new Error('a trainer process trains one run at a time');
    this.runFolder = runFolder;
    const stop = new StopRequest();
    this.stopRequest = stop;
    token.onCancellationRequested(() => stop.request());
    const job = trainRun({
      run: runFolder,
      threads,
      generateCode,
      onProgress: (progress) => this.tell<TrainProgress>(methods.trainProgress, progress),
      onSamples: (samples) => this.tell<TrainSamples>(methods.trainSamples, samples),
      onGradients: (trace) => this.tell<GradientTrace>(methods.trainGradients, trace),
      stop,
    });
    this.job = job;
    try {
      return await job;
    } finally {
      this.runFolder = null;
    }
  }

  /** A message that the parent no longer takes is no reason to end: that it is gone is noticed elsewhere. */
  private tell<T>(method: string, message: T): void {
    this.connection.sendNotification(method, message).catch(() => undefined);
  }

  private answer<Params, Result>(
    method: string,
    schema: Schema<Params>,
    handle: (params: Params, token: CancellationToken) => Promise<Result>,
  ): void {
    this.connection.onRequest(method, async (params: unknown, token: CancellationToken) => {
      const parsed = schema.safeParse(params);
      if (!parsed.success) {
        const message = `A message "${method}" that is not understood: ${parsed.error.message}`;
        return errorResponse(ErrorCodes.InvalidParams, { ...toErrorReport(new Error(message)), message });
      }
      try {
        return await handle(parsed.data, token);
      } catch (error) {
        if (token.isCancellationRequested) {
          return errorResponse(cancelledCode, toErrorReport(new UserError('Cancelled.', 'Start it again.')));
        }
        if (!(error instanceof UserError)) {
          this.log(error);
          process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        }
        return errorResponse(ErrorCodes.InternalError, toErrorReport(error));
      }
    });
  }
}

/** How a message is parsed at the edge it enters. */
interface Schema<Params> {
  safeParse(message: unknown): { success: true; data: Params } | { success: false; error: { message: string } };
}

/** As in the language server protocol. */
const cancelledCode = -32800;

function errorResponse(code: number, report: ErrorReport): ResponseError<ErrorReport> {
  return new ResponseError(code, report.message, report);
}
