import { ResponseError } from 'vscode-jsonrpc/browser';
import type { z } from 'zod';

import { type CompareParams, type InspectQuery, gradientsResult } from '../../src/protocol/inspection';
import {
  type SeriesResult,
  type TrainProgress,
  type TrainSamples,
  generateResult,
  inspectResult,
  seriesResult,
  trainGradients,
  trainProgress,
  trainSamples,
} from '../../src/protocol/trainer';
import {
  type CodeParams,
  type CodeResult,
  type Openable,
  type PageGenerateParams,
  type PageSeriesParams,
  type PanelState,
  type PredictionQuery,
  type PredictionSeries,
  type ProposeParams,
  type ResultTable,
  type TableQuery,
  codeResult,
  editResult,
  panelStateSchema,
  predictionSeriesSchema,
  resultTableSchema,
  webviewMethods as methods,
} from '../../src/protocol/webview';
import type { ErrorReport } from '../../src/spec/errors';
import type { GradientTrace, Inspection } from '../../src/spec/inspection';
import { errorReportSchema } from '../../src/spec/run';
import { connect } from './connection';

export type EditResult = z.output<typeof editResult>;

export interface HostEvents {
  onState(state: PanelState): void;
  onProgress(progress: TrainProgress): void;
  onSamples(samples: TrainSamples): void;
  onTrace(trace: GradientTrace): void;
  /** A message that does not follow the protocol: a defect, shown instead of swallowed. */
  onDefect(error: ErrorReport): void;
}

/** The extension host as the page sees it. Every message is checked with zod where it enters. */
export class Host {
  readonly #connection = connect();

  constructor(events: HostEvents) {
    const checked =
      <T>(schema: z.ZodType<T>, method: string, use: (value: T) => void) =>
      (params: unknown): void => {
        const parsed = schema.safeParse(params);
        if (parsed.success) use(parsed.data);
        else events.onDefect(malformed(method, parsed.error));
      };
    this.#connection.onNotification(
      methods.state,
      checked(panelStateSchema, methods.state, (state) => events.onState(state)),
    );
    this.#connection.onNotification(
      methods.progress,
      checked(trainProgress, methods.progress, (progress) => events.onProgress(progress)),
    );
    this.#connection.onNotification(
      methods.samples,
      checked(trainSamples, methods.samples, (samples) => events.onSamples(samples)),
    );
    this.#connection.onNotification(
      methods.trace,
      checked(trainGradients, methods.trace, (trace) => events.onTrace(trace)),
    );
    this.#connection.listen();
  }

  /** Asks for the state; it arrives as an event. */
  ready(): Promise<void> {
    return this.#send(methods.ready);
  }
  async edit(draft: unknown): Promise<EditResult> {
    return editResult.parse(await this.#connection.sendRequest(methods.edit, { draft }));
  }
  async code(params: CodeParams): Promise<CodeResult> {
    return codeResult.parse(await this.#connection.sendRequest(methods.code, params));
  }
  exportRun(): Promise<void> {
    return this.#send(methods.exportRun);
  }
  runProgram(): Promise<void> {
    return this.#send(methods.runProgram);
  }
  train(draft: unknown): Promise<void> {
    return this.#send(methods.train, { draft });
  }
  stop(): Promise<void> {
    return this.#send(methods.stop);
  }
  open(what: Openable, line?: number): Promise<void> {
    return this.#send(methods.open, line === undefined ? { what } : { what, line });
  }
  async predictions(query: PredictionQuery): Promise<PredictionSeries> {
    return predictionSeriesSchema.parse(await this.#connection.sendRequest(methods.predictions, query));
  }
  async table(query: TableQuery): Promise<ResultTable> {
    return resultTableSchema.parse(await this.#connection.sendRequest(methods.table, query));
  }
  propose(params: ProposeParams): Promise<void> {
    return this.#send(methods.propose, params);
  }
  async generate(params: PageGenerateParams): Promise<string[]> {
    return generateResult.parse(await this.#connection.sendRequest(methods.generate, params)).texts;
  }
  async series(params: PageSeriesParams): Promise<SeriesResult> {
    return seriesResult.parse(await this.#connection.sendRequest(methods.series, params));
  }
  backtest(): Promise<void> {
    return this.#send(methods.backtest);
  }
  cancelBacktest(): Promise<void> {
    return this.#send(methods.cancelBacktest);
  }
  predict(): Promise<void> {
    return this.#send(methods.predict);
  }
  cancelPrediction(): Promise<void> {
    return this.#send(methods.cancelPrediction);
  }
  async inspect(query: InspectQuery): Promise<Inspection> {
    return inspectResult.parse(await this.#connection.sendRequest(methods.inspect, query));
  }
  async gradients(): Promise<GradientTrace[]> {
    return gradientsResult.parse(await this.#connection.sendRequest(methods.gradients)).traces;
  }
  compare(params: CompareParams): Promise<void> {
    return this.#send(methods.compare, params);
  }
  chooseFile(): Promise<void> {
    return this.#send(methods.chooseFile);
  }
  trySample(): Promise<void> {
    return this.#send(methods.trySample);
  }
  reload(): Promise<void> {
    return this.#send(methods.reload);
  }

  async #send(method: string, params?: object): Promise<void> {
    await (params ? this.#connection.sendRequest(method, params) : this.#connection.sendRequest(method));
  }
}

function malformed(method: string, error: z.ZodError): ErrorReport {
  const where = error.issues[0]?.path.join('.') ?? '';
  return {
    message: `The page was sent a "${method}" message that it cannot read${where ? ` (${where})` : ''}.`,
    hint: 'This is a defect in Sequence Lab. Close the panel and open the file again.',
    defect: true,
  };
}

/** What a failed request says: the host's `ErrorReport` in `data`, or the error's own message. */
export function reportOf(error: unknown): ErrorReport {
  const data = error instanceof ResponseError ? errorReportSchema.safeParse(error.data) : null;
  if (data?.success) return data.data as ErrorReport;
  return {
    message: error instanceof Error ? error.message : String(error),
    hint: 'The log has the details.',
    defect: true,
  };
}
