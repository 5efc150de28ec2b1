import type { LogOutputChannel, Webview } from 'vscode';
import { createMessageConnection, ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { z } from 'zod';

import { type CompareParams, compareParams, inspectQuery, type InspectQuery } from '../../protocol/inspection';
import type { SeriesResult, TrainProgress, TrainSamples } from '../../protocol/trainer';
import {
  codeParams,
  type CodeParams,
  type CodeResult,
  draftParams,
  type editResult,
  type Openable,
  openParams,
  pageGenerateParams,
  type PageGenerateParams,
  pageSeriesParams,
  type PageSeriesParams,
  type PanelState,
  predictionQuery,
  type PredictionQuery,
  type PredictionSeries,
  proposeParams,
  type ProposeParams,
  type ResultTable,
  tableQuery,
  type TableQuery,
  webviewMethods as methods,
} from '../../protocol/webview';
import type { GradientTrace, Inspection } from '../../spec/inspection';
import { reportOf } from '../errors';
import { WebviewReader, WebviewWriter } from './webviewTransport';

/** What a page can ask for. Whatever is thrown reaches the page as an `ErrorReport`. */
export interface PageRequests {
  state(): PanelState;
  edit(draft: unknown): z.output<typeof editResult>;
  code(params: CodeParams): CodeResult;
  exportRun(): Promise<void>;
  runProgram(): Promise<void>;
  train(draft: unknown): void;
  stop(): void;
  open(what: Openable, line: number | undefined): Promise<void>;
  predictions(query: PredictionQuery): Promise<PredictionSeries>;
  table(query: TableQuery): Promise<ResultTable>;
  propose(params: ProposeParams): void;
  generate(params: PageGenerateParams): Promise<string[]>;
  series(params: PageSeriesParams): Promise<SeriesResult>;
  backtest(): void;
  cancelBacktest(): void;
  predict(): Promise<void>;
  cancelPrediction(): void;
  inspect(query: InspectQuery): Promise<Inspection>;
  gradients(): GradientTrace[];
  compare(params: CompareParams): Promise<void>;
  chooseFile(): Promise<void>;
  trySample(): Promise<void>;
  reload(): Promise<void>;
}

/**
 * The host's end of one page. Every request is checked and answered, also with an error: a request without an answer
 * leaves the page waiting for ever.
 */
export class Page {
  private readonly connection: MessageConnection;
  /** The page has asked for the state since it was last loaded: before, messages to it are lost. */
  private ready = false;

  constructor(
    webview: Webview,
    private readonly isVisible: () => boolean,
    private readonly requests: PageRequests,
    private readonly log: LogOutputChannel,
  ) {
    this.connection = createMessageConnection(new WebviewReader(webview), new WebviewWriter(webview));
    this.answer(methods.ready, null, () => {
      this.ready = true;
      this.sendState();
    });
    this.answer(methods.edit, draftParams, ({ draft }) => requests.edit(draft));
    this.answer(methods.code, codeParams, (params) => requests.code(params));
    this.answer(methods.exportRun, null, () => requests.exportRun());
    this.answer(methods.runProgram, null, () => requests.runProgram());
    this.answer(methods.train, draftParams, ({ draft }) => requests.train(draft));
    this.answer(methods.stop, null, () => requests.stop());
    this.answer(methods.open, openParams, ({ what, line }) => requests.open(what, line));
    this.answer(methods.predictions, predictionQuery, (query) => requests.predictions(query));
    this.answer(methods.table, tableQuery, (query) => requests.table(query));
    this.answer(methods.propose, proposeParams, (params) => requests.propose(params));
    this.answer(methods.generate, pageGenerateParams, async (params) => ({ texts: await requests.generate(params) }));
    this.answer(methods.series, pageSeriesParams, (params) => requests.series(params));
    this.answer(methods.backtest, null, () => requests.backtest());
    this.answer(methods.cancelBacktest, null, () => requests.cancelBacktest());
    this.answer(methods.predict, null, () => requests.predict());
    this.answer(methods.cancelPrediction, null, () => requests.cancelPrediction());
    this.answer(methods.inspect, inspectQuery, (query) => requests.inspect(query));
    this.answer(methods.gradients, null, () => ({ traces: requests.gradients() }));
    this.answer(methods.compare, compareParams, (params) => requests.compare(params));
    this.answer(methods.chooseFile, null, () => requests.chooseFile());
    this.answer(methods.trySample, null, () => requests.trySample());
    this.answer(methods.reload, null, () => requests.reload());
    this.connection.listen();
  }

  /** Sends the whole state; a hidden page will ask for it when it comes back. */
  sendState(): void {
    if (this.ready && this.isVisible()) this.send(methods.state, this.requests.state());
  }

  sendProgress(progress: TrainProgress): void {
    if (this.ready && this.isVisible()) this.send(methods.progress, progress);
  }

  sendSamples(samples: TrainSamples): void {
    if (this.ready && this.isVisible()) this.send(methods.samples, samples);
  }

  sendGradients(trace: GradientTrace): void {
    if (this.ready && this.isVisible()) this.send(methods.trace, trace);
  }

  dispose(): void {
    this.connection.dispose();
  }

  private send(method: string, params: object): void {
    this.connection.sendNotification(method, params).catch((error: unknown) => {
      this.log.warn(`"${method}" did not reach the page: ${String(error)}`);
    });
  }

  private answer<T>(method: string, schema: z.ZodType<T> | null, handle: (params: T) => unknown): void {
    this.connection.onRequest(method, async (params: unknown) => {
      const parsed = schema ? schema.safeParse(params) : null;
      if (parsed && !parsed.success) {
        this.log.error(`the page sent a wrong "${method}": ${parsed.error.message}`);
        return new ResponseError(ErrorCodes.InvalidParams, `wrong parameters for "${method}"`);
      }
      try {
        return (await handle(parsed?.data as T)) ?? null;
      } catch (error) {
        const report = reportOf(error);
        if (report.defect) this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
        return new ResponseError(ErrorCodes.InternalError, report.message, report);
      }
    });
  }
}
