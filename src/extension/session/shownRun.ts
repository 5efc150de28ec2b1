import { l10n } from 'vscode';

import type { InspectQuery } from '../../protocol/inspection';
import type {
  BacktestState,
  PageGenerateParams,
  PredictionQuery,
  PredictionSeries,
  PredictionState,
  ResultTable,
  TableQuery,
} from '../../protocol/webview';
import { readResultTable } from '../../runs/readResultTable';
import { UserError } from '../../spec/errors';
import type { Inspection } from '../../spec/inspection';
import { runFiles } from '../../spec/run';
import { Backtester } from './backtester';
import type { SessionHost } from './host';
import { Predictor } from './predictor';
import { noNetworkError } from './problems';
import { noResult, readSeries, type RunResult } from './runResult';
import { RunInspector } from './runInspector';
import { TextWriter } from './textWriter';

/** The finished run of a file that is shown, and what can be done with it, each in a process of its own. */
export class ShownRun {
  private read: RunResult = noResult;
  private readonly writer: TextWriter;
  private readonly inspector: RunInspector;
  private readonly backtester: Backtester;
  private readonly predictor: Predictor;

  /** @param file absolute path of the CSV */
  constructor(file: string, host: SessionHost, onChange: () => void) {
    this.writer = new TextWriter(file, host);
    this.backtester = new Backtester(file, host, onChange);
    this.predictor = new Predictor(file, host, onChange);
    this.inspector = new RunInspector(
      () => host.startTrainer(),
      () => host.settings(file).threads,
    );
  }

  /** As it was read from the disk; `noResult` where none is shown. */
  get result(): RunResult {
    return this.read;
  }

  /** Absolute path; null where none is shown. */
  get folder(): string | null {
    return this.read.run?.folder ?? null;
  }

  get backtestState(): BacktestState | null {
    return this.backtester.state;
  }

  get predictionState(): PredictionState | null {
    return this.predictor.state;
  }

  /** What is under way on another run ends. */
  show(result: RunResult): void {
    this.read = result;
    this.inspector.keepOnly(this.folder);
    this.backtester.keepOnly(this.folder);
    this.predictor.keepOnly(this.folder);
  }

  /** Points of one target in one part, for a zoomed chart. @throws UserError when no run is shown */
  async predictions(query: PredictionQuery): Promise<PredictionSeries> {
    return readSeries(this.withPredictions(), query);
  }

  /** Rows of the predictions, as text. @throws UserError when no run is shown */
  async table(query: TableQuery): Promise<ResultTable> {
    return readResultTable(this.withPredictions(), runFiles.predictions, query);
  }

  /** Texts by the network. @throws UserError when there is no such network */
  async generate(params: PageGenerateParams): Promise<string[]> {
    return this.writer.write(this.withNetwork(), params);
  }

  /** What the network does with an example. @throws UserError when it cannot be opened */
  async inspect(query: InspectQuery): Promise<Inspection> {
    return this.inspector.look(this.withNetwork(), query);
  }

  /** Starts a backtest; how it goes stands in `backtestState`. @throws UserError when no run is shown */
  backtest(): void {
    void this.backtester.run(this.withNetwork());
  }

  cancelBacktest(): void {
    this.backtester.cancel();
  }

  /**
   * Predicts another CSV with a run of this file; how it goes stands in `predictionState`.
   * @param out where its predictions are written; absolute, as `data` and `folder`
   */
  predict(folder: string, data: string, out: string): void {
    void this.predictor.run(folder, data, out);
  }

  cancelPrediction(): void {
    this.predictor.cancel();
  }

  /** Nobody looks at it any more: what was asked for the eye alone ends. */
  endInspection(): void {
    this.inspector.end();
    this.backtester.end();
  }

  /** Another network is trained, and gets the processors. */
  endWork(): void {
    this.endInspection();
    this.predictor.end();
  }

  dispose(): void {
    this.endWork();
    this.writer.dispose();
  }

  private withPredictions(): string {
    if (this.folder === null)
      throw new UserError(l10n.t('There are no predictions yet.'), l10n.t('Train a network first.'));
    return this.folder;
  }

  private withNetwork(): string {
    if (this.folder === null) throw noNetworkError();
    return this.folder;
  }
}
