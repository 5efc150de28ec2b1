import { asOnePart } from '../../data/applied/fitted';
import { tooFewRows } from '../../data/applied/errors';
import type { Exclusion } from '../../data/dataset';
import { prepare } from '../../data/prepare';
import type { Prepared } from '../../data/prepared';
import { forecastRows } from '../tasks/forecast/forecastRows';
import { type PartPredictions, pacedControl, predictFuture, predictPart } from '../tasks/forecast/predictParts';
import { predictionRows } from '../tasks/forecast/predictionRows';
import { quantilesOf } from '../tasks/forecast/quantiles';
import { csvForm } from '../tasks/forecast/forecast';
import { type PredictionRow, predictionsCsv } from '../../runs/predictionsFile';
import { meanScores } from '../tasks/forecast/metrics';
import { type Predicted, type PredictJob, Stopped, droppedRows } from './job';
import { RunningScores } from './runningScores';

/** New rows of a piece; windows and values predicted before they are written. */
const rowsAtOnce = 1 << 15;
const valuesAtOnce = 1 << 18;

/**
 * Predicts every window of a file, and what comes after its end. A file of one series in time order is read in pieces that
 * overlap by a window, so that memory holds one of them; any other is held as a whole.
 */
export async function predictForecast(job: PredictJob): Promise<Predicted> {
  const { file, preprocessing, control } = job;
  const { facts } = file;
  const experiment = asOnePart(job.experiment);
  const { data, window } = experiment;
  const levels = quantilesOf(experiment);
  const engine = await job.engine();
  const network = data.targets.map(() => new RunningScores(levels));
  const naive = data.targets.map(() => new RunningScores());
  const excluded = new Map<string, Exclusion>();
  const notes = new Set(facts.warnings.map(({ message, hint }) => `${message} ${hint}`));
  let predictions = 0;
  let ahead = 0;
  let future = 0;
  let headed = false;
  const put = (rows: Iterable<PredictionRow>, prepared: Prepared): void => {
    const { severalTargets, intervals } = csvForm(prepared, experiment);
    let first = true;
    for (const text of predictionsCsv(rows, severalTargets, intervals)) {
      if (!first || !headed) job.write(text);
      first = false;
    }
    headed = true;
  };
  const inPieces = data.series === null && facts.sorted && (facts.incomplete.count === 0 || dropsRows(data));
  const overlap = window.timeSteps + window.horizon - 1;
  for await (const table of file.tables(inPieces ? rowsAtOnce : Infinity, inPieces ? overlap : 0)) {
    const last = table.rowsBefore + table.rows === facts.rows;
    const prepared = prepare(experiment, table, { preprocessing });
    for (const one of prepared.excluded) excluded.set(one.reason, one);
    future += prepared.series.reduce((sum, one) => sum + one.future.length, 0);
    prepared.fill(engine.allocateData(prepared.engineRows, prepared.options));
    const starts = prepared.windows.test;
    const atOnce = Math.max(1, Math.floor(valuesAtOnce / (window.horizon * prepared.targets)));
    const goOn = pacedControl(control);
    for (let from = 0; from < starts.length; from += atOnce) {
      const some = starts.subarray(from, from + atOnce);
      const part = await predictPart(engine, prepared, experiment, 'test', some, goOn);
      if (part === null || control.shouldStop()) throw new Stopped();
      put(asNew(predictionRows([part], prepared)), prepared);
      predictions += part.rows.length * prepared.targets;
      judge(part, prepared, network, naive);
      job.reached(table.rowsBefore + Math.round((table.rows * (from + some.length)) / starts.length));
    }
    if (!last) continue;
    for (const { code, message, hint } of prepared.warnings)
      if (code === 'data/no-forecast') notes.add(`${message} ${hint}`);
    const after = await predictFuture(engine, prepared, experiment, control);
    if (control.shouldStop()) throw new Stopped();
    if (after === null) continue;
    put(asAhead(forecastRows(prepared, after)), prepared);
    ahead += after.series.length * window.horizon * prepared.targets;
  }
  if (predictions + ahead === 0) throw tooFewRows(file.file, facts.rows, window.timeSteps);
  const dropped = facts.incomplete.count - future;
  if (dropsRows(data) && dropped > 0) {
    const rows = droppedRows(dropped, facts.incomplete.examples);
    excluded.set(rows.reason, rows);
  }
  const [judged = 0] = network.map(({ values }) => values);
  return {
    predictions: predictions + ahead,
    ...{ ahead, judged, excluded: [...excluded.values()], notes: [...notes] },
    scores: judged === 0 ? {} : meanScores(network.map((one) => one.scores())),
    naive: judged === 0 ? null : meanScores(naive.map((one) => one.scores())),
  };
}

const dropsRows = ({ missing, known }: PredictJob['experiment']['data']): boolean =>
  missing === 'drop' && known.length === 0;

function* asNew(rows: Iterable<PredictionRow>): Generator<PredictionRow> {
  for (const row of rows) {
    // A truth that is not in the file is an empty cell.
    const actual = row.actual === null || Number.isNaN(row.actual) ? null : row.actual;
    yield { ...row, split: 'new', actual };
  }
}

function* asAhead(rows: ReturnType<typeof forecastRows>): Generator<PredictionRow> {
  for (const row of rows) yield { ...row, split: 'forecast', actual: null };
}

function judge(
  { rows, lastKnown, actual, predicted, quantiles }: PartPredictions,
  prepared: Prepared,
  network: readonly RunningScores[],
  naive: readonly RunningScores[],
): void {
  network.forEach((scores, k) => {
    const own = quantiles[k] ?? [];
    const values = prepared.targetValues[k]!;
    for (let i = 0; i < rows.length; i++) {
      const truth = actual[k]![i]!;
      if (Number.isNaN(truth)) continue;
      scores.add(
        truth,
        predicted[k]![i]!,
        own.map((column) => column[i]!),
      );
      const before = values[lastKnown[i]!]!;
      if (!Number.isNaN(before)) naive[k]!.add(truth, before);
    }
  });
}
