import { type AppliedExamples, bucketsFor, longestOf } from '../../data/applied/appliedExamples';
import { applyRows, applySequences } from '../../data/applied/applySequences';
import { applyTexts } from '../../data/applied/applyTexts';
import type { Table } from '../../data/table';
import { textColumn } from '../../data/text/textColumn';
import { findColumn } from '../../data/table';
import { type ClassPredictionRow, classPredictionsCsv } from '../../runs/classPredictionsFile';
import { type PredictionRow, predictionsCsv } from '../../runs/predictionsFile';
import { headOf } from '../../spec/network';
import { labelsAreTexts } from '../../spec/roles';
import { shapesOf } from '../../spec/shapes';
import { meanScores } from '../tasks/forecast/metrics';
import { likeliestClass } from '../tasks/classify/classPredictions';
import { type PartOutputs, predictExamples } from '../tasks/classify/predictExamples';
import { UserError } from '../../spec/errors';
import { ExclusionSum } from './exclusionSum';
import { type Predicted, type PredictJob, Stopped, droppedRows } from './job';
import { RunningClassScores } from './runningClassScores';
import { RunningScores } from './runningScores';
import { UnlearnedLabels } from './unlearnedLabels';

/** Rows of texts, or rows that stand for themselves, in a piece. */
const rowsAtOnce = 1 << 13;

/** Classes of texts, of series, or of rows; in pieces where each row stands for itself, else with the file in memory. */
export async function predictClasses(job: PredictJob): Promise<Predicted> {
  const { experiment, preprocessing, own } = job;
  const classes = preprocessing.classes ?? [];
  const width = headOf(experiment, preprocessing.shapes ?? shapesOf(experiment)).units;
  const scores = new RunningClassScores();
  const unlearned = new UnlearnedLabels(classes);
  const judge = (actual: string, predicted: string): void => {
    scores.add(actual, predicted);
    unlearned.add(actual);
  };
  const target = experiment.data.targets[0] ?? '';
  const apply = (table: Table): AppliedExamples => {
    if (experiment.model.tokens) return applyTexts(experiment, preprocessing, table, false);
    if (experiment.task === 'classify') return applySequences(experiment, preprocessing, table);
    const labels = textColumn(table, target);
    return applyRows(experiment, preprocessing, table, own, (row) => labels.codeAt(row) >= 0);
  };
  return predictPieces(job, apply, width, {
    csv: (examples, part) =>
      classPredictionsCsv(classRows(examples, part, classes, width, judge), classes, experiment.model.tokens !== null),
    count: (part) => part.rows.length,
    judged: () => scores.values,
    scores: () => scores.scores(),
    note: () => unlearned.note(target, scores.values),
  });
}

/** Numbers for each row of series, or of a file that is one. */
export async function predictMeasures(job: PredictJob): Promise<Predicted> {
  const { experiment, preprocessing, own } = job;
  const { targets } = experiment.data;
  const scores = targets.map(() => new RunningScores());
  const valuesOf = (table: Table) =>
    targets.map((name) => {
      const column = findColumn(table, name);
      return column.kind === 'numeric' ? column.values : new Float64Array(table.rows).fill(NaN);
    });
  let values: Float64Array[] = [];
  const apply = (table: Table): AppliedExamples => {
    values = valuesOf(table);
    return applyRows(experiment, preprocessing, table, own, (row) => values.every((own) => !Number.isNaN(own[row]!)));
  };
  return predictPieces(job, apply, targets.length, {
    csv: (examples, part) => predictionsCsv(measureRows(job, examples, part, values, scores), targets.length > 1),
    count: (part) => part.rows.length * targets.length,
    judged: () => scores[0]?.values ?? 0,
    scores: () => (scores.every((one) => one.values > 0) ? meanScores(scores.map((one) => one.scores())) : {}),
    note: () => null,
  });
}

export const predictLabels = (job: PredictJob): Promise<Predicted> =>
  labelsAreTexts(job.experiment) ? predictClasses(job) : predictMeasures(job);

interface Telling {
  csv(examples: AppliedExamples, part: PartOutputs): Iterable<string>;
  /** Rows that are written of a part. */
  count(part: PartOutputs): number;
  judged(): number;
  scores(): Predicted['scores'];
  /** What a person should know of what stands in the file to be told. */
  note(): string | null;
}

async function predictPieces(
  job: PredictJob,
  apply: (table: Table) => AppliedExamples,
  width: number,
  telling: Telling,
): Promise<Predicted> {
  const { file, control, experiment } = job;
  const { data, model, task } = experiment;
  const alone = model.tokens !== null || (task === 'classify' && data.series === null);
  const filled = file.facts.incomplete.count > 0 && data.missing !== 'drop';
  const excluded = new ExclusionSum();
  let predictions = 0;
  let headed = false;
  for await (const table of file.tables(alone && !filled ? rowsAtOnce : Infinity, 0)) {
    const examples = apply(table);
    excluded.add(examples.excluded);
    const { index, engineRows, targetRows } = examples;
    const count = index.length / 4;
    if (count === 0) continue;
    const engine = await job.engine(longestOf(examples));
    examples.fill(
      engine.allocateData(engineRows, { examples: count, targetRows, buckets: bucketsFor(examples, engine.shapes) }),
    );
    const none = new Int32Array(0);
    const judged = { train: none, validation: none, test: Int32Array.from({ length: count }, (_, i) => i) };
    const placed = { count, index, judged, placeOf: (row: number) => examples.placeOf(row) };
    const progress = { ...control, onBatch: () => job.reached(table.rowsBefore) };
    const [part] = await predictExamples(engine, placed, width, progress);
    if (!part || control.shouldStop()) throw new Stopped();
    let first = true;
    for (const text of telling.csv(examples, part)) {
      if (!first || !headed) job.write(text);
      first = false;
    }
    headed = true;
    predictions += telling.count(part);
    job.reached(table.rowsBefore + table.rows);
  }
  if (predictions === 0) throw nothingToPredict(file.file);
  const { incomplete, warnings } = file.facts;
  if (data.missing === 'drop' && incomplete.count > 0)
    excluded.add([droppedRows(incomplete.count, incomplete.examples)]);
  const note = telling.note();
  return {
    ...{ predictions, ahead: 0, judged: telling.judged(), scores: telling.scores(), naive: null },
    excluded: excluded.list,
    notes: [...warnings.map(({ message, hint }) => `${message} ${hint}`), ...(note === null ? [] : [note])],
  };
}

function* classRows(
  examples: AppliedExamples,
  { rows, outputs }: PartOutputs,
  classes: readonly string[],
  width: number,
  judge: (actual: string, predicted: string) => void,
): Generator<ClassPredictionRow> {
  for (let i = 0; i < rows.length; i++) {
    const own = outputs.subarray(i * width, (i + 1) * width);
    const probabilities = width === 1 ? Float32Array.of(1 - own[0]!, own[0]!) : own;
    const row = rows[i]!;
    const actual = examples.labelOf(row);
    const predicted = classes[likeliestClass(probabilities)] ?? '';
    if (actual !== null) judge(actual, predicted);
    yield {
      ...{ split: 'new', ...examples.placeOf(row), actual: actual ?? '', predicted, probabilities },
      ...(examples.textOf ? { source: examples.textOf(row) } : {}),
    };
  }
}

function* measureRows(
  { experiment, preprocessing }: PredictJob,
  examples: AppliedExamples,
  { rows, outputs }: PartOutputs,
  values: readonly Float64Array[],
  scores: readonly RunningScores[],
): Generator<PredictionRow> {
  const { targets } = experiment.data;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (const [k, target] of targets.entries()) {
      const { shift, scale } = preprocessing.targets[k]!;
      const actual = values[k]![examples.rowOf(row)]!;
      const predicted = outputs[i * targets.length + k]! * scale + shift;
      const known = !Number.isNaN(actual);
      if (known) scores[k]!.add(actual, predicted);
      yield {
        ...{ split: 'new', ...examples.placeOf(row), step: 1, target, actual: known ? actual : null },
        predicted: Number.isFinite(predicted) ? predicted : null,
      };
    }
  }
}

export function nothingToPredict(file: string): UserError {
  return new UserError(
    `${file} has no row that this run's network can read: the columns that it reads are empty.`,
    'Fill them in, or choose another file.',
    { code: 'predict/nothing', file },
  );
}
