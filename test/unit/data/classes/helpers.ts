import type { Dataset } from '../../../../src/data/dataset';
import type { LabelledData } from '../../../../src/data/classes/labelledData';
import { readTable } from '../../../../src/data/read';
import type { Table } from '../../../../src/data/table';
import type { EngineData } from '../../../../src/spec/engineData';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../../src/spec/experiment';
import { textColumns } from '../../../../src/spec/roles';
import { tokenColumns } from '../../../../src/spec/shapes';
import { fileWith } from '../files';

type Parts = { data?: Partial<ExperimentInput['data']> } & Partial<Omit<ExperimentInput, 'data'>>;

export const classifyTexts = (change: Parts = {}): Experiment =>
  experimentSchema.parse({
    version: 1,
    task: 'classify',
    model: { tokens: {} },
    training: { loss: 'categorical_crossentropy' },
    ...change,
    data: { file: 'a.csv', inputs: ['text'], targets: ['label'], split: noSplit, ...change.data },
  });

export const classifySeries = (change: Parts = {}): Experiment =>
  classifyTexts({
    model: {},
    ...change,
    data: { series: 'series', inputs: ['x'], scale: 'none', ...change.data },
  });

export const labelEach = (change: Parts = {}): Experiment =>
  classifySeries({ task: 'label', model: { topology: 'many-to-many' }, ...change });

/** All of it is trained on. */
export const noSplit = { train: 1, validation: 0, test: 0 } as const;
/** In the order of the file: half of it to train, half to judge. */
export const halves = { train: 0.5, validation: 0, test: 0.5 } as const;

/** Reads a CSV as an experiment reads it, and makes it ready. */
export async function prepared<D>(
  csv: string,
  experiment: Experiment,
  prepare: (experiment: Experiment, table: Table) => D,
): Promise<D> {
  return prepare(experiment, await readTable(fileWith(csv), { text: textColumns(experiment) }));
}

/** What a dataset writes into an engine's memory. */
export function filled({ shapes, options, engineRows, fill }: Dataset): EngineData {
  const { features, targets, known = 0, classes } = shapes;
  const { targetRows = engineRows, examples = 0 } = options;
  const into: EngineData = {
    inputs: new Float32Array(engineRows * features),
    targets: new Float32Array(targetRows * targets),
    mask: null,
    tokens: new Int32Array(tokenColumns(shapes).length * engineRows),
    labels: new Int32Array(classes === undefined ? 0 : targetRows),
    known: new Float32Array(engineRows * known),
    classWeights: new Float32Array(classes ?? 0).fill(1),
    index: new Int32Array(4 * examples),
  };
  fill(into);
  return into;
}

/** Label of each target row. */
export const labelNames = ({ labels, classes, unseen }: LabelledData): (string | undefined)[] =>
  Array.from(labels, (label) => [...classes, ...unseen][label]);
