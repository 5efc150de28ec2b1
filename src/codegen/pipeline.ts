import type { DenseLayer, Experiment, RecurrentLayer, Scaling } from '../spec/experiment';
import { denseLayers } from '../spec/layers';
import type { Dialect, TimeProfile } from '../spec/profile';
import type { SplitName } from '../spec/run';
import { type Network, networkOf } from '../spec/network';
import { type ModelShapes, shapesOf } from '../spec/shapes';
import type { CodegenInput, DescribedFile } from './input';

/**
 * The way from a CSV to scores, as every target writes it: the experiment with what only the data tells (dialect, column
 * positions, which parts have windows) put beside it, so that no target looks it up on its own.
 */
export interface Pipeline {
  /** What the examples are, and with that which sections read them: see `python/kinds.ts`. */
  readonly kind: DataKind;
  /** All that was asked for; what stands below is the same in the words of programs. */
  readonly experiment: Experiment;
  /** The network with Keras' names. Sizes of vocabularies, classes and categories may be estimates: programs count. */
  readonly network: Network;
  readonly shapes: ModelShapes;
  /** Columns that are fed as categories, in the order of the inputs. */
  readonly categories: readonly string[];
  /** Labels in the order of the network's outputs, where a run has found them. */
  readonly classes: readonly string[] | null;
  /** The CSV relative to the run folder's `code/`, with forward slashes, or absolute where the experiment says so. */
  readonly dataFile: string;
  readonly dialect: Dialect;
  /** Columns that are read, in file order. */
  readonly columns: readonly UsedColumn[];
  /** Whether columns are looked up by header; otherwise by position, because the file's own headers are not usable. */
  readonly byHeader: boolean;
  readonly time: PipelineTime | null;
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  /** Inputs and targets are the same columns in the same order. */
  readonly selfFed: boolean;
  readonly missing: Experiment['data']['missing'];
  readonly scaling: Scaling;
  readonly split: Experiment['data']['split'];
  /** Parts that windows come from, in time order; the training part first. */
  readonly parts: readonly SplitName[];
  readonly timeSteps: number;
  readonly stride: number;
  readonly layers: readonly RecurrentLayer[];
  readonly dense: readonly DenseLayer[];
  readonly training: Experiment['training'];
}

/**
 * forecast: windows of rows; sequences: rows that are labelled, or classified together; texts: a text a row with a label;
 * pairs: two texts a row; writing: texts that are written on.
 */
export const dataKinds = ['forecast', 'sequences', 'texts', 'pairs', 'writing'] as const;
export type DataKind = (typeof dataKinds)[number];

/** The column that orders the rows. */
export interface PipelineTime {
  readonly name: string;
  /** How it is written; null where it holds plain numbers. */
  readonly profile: TimeProfile | null;
  readonly dateOrder: TimeProfile['dateOrder'];
}

export interface UsedColumn {
  readonly name: string;
  /** 0-based position in the file. */
  readonly index: number;
}

export function describePipeline({ experiment, preprocessing }: CodegenInput): Pipeline {
  const { data, model, window } = experiment;
  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  const ordering = [data.time, data.series].filter((name) => name !== null);
  const names = [...new Set([...ordering, ...inputs, ...data.targets, ...data.known, ...data.static])];
  const shapes = preprocessing.shapes ?? shapesOf(experiment);
  const { categories = {} } = preprocessing;
  return {
    kind: dataKind(experiment),
    experiment,
    network: networkOf(experiment, shapes),
    shapes,
    categories: [...new Set([...inputs, ...data.static, ...data.known])].filter((name) =>
      Object.hasOwn(categories, name),
    ),
    classes: preprocessing.classes ?? null,
    dataFile: fromCodeFolder(data.file),
    dialect: preprocessing.dialect,
    columns: usedColumns(names, preprocessing.columns),
    byHeader: preprocessing.dialect.header && hasOwnHeaders(preprocessing),
    time: pipelineTime(data, preprocessing),
    inputs,
    targets: data.targets,
    selfFed: inputs.length === data.targets.length && inputs.every((name, i) => name === data.targets[i]),
    missing: data.missing,
    scaling: data.scale,
    split: data.split,
    parts: (['train', 'validation', 'test'] as const).filter((part) => hasPart(part, data.split)),
    timeSteps: window.timeSteps,
    stride: window.stride,
    layers: model.layers,
    dense: denseLayers(experiment, shapes),
    training: experiment.training,
  };
}

/** What the examples of an experiment are. */
export function dataKind({ task, model }: Experiment): DataKind {
  switch (task) {
    case 'forecast':
      return 'forecast';
    case 'classify':
    case 'label':
      return model.tokens ? 'texts' : 'sequences';
    case 'translate':
      return 'pairs';
    case 'generate':
      return 'writing';
  }
}

/** Whether a part is wanted: by a share or, the later ones, by a number of rows. */
function hasPart(part: SplitName, split: Experiment['data']['split']): boolean {
  const rows = { train: null, validation: split.validationRows, test: split.testRows }[part];
  return rows !== null || split[part] > 0;
}

function pipelineTime({ time, dateOrder }: Experiment['data'], preprocessing: DescribedFile): PipelineTime | null {
  if (time === null) return null;
  const profile = preprocessing.time;
  return { name: time, profile, dateOrder: dateOrder ?? profile?.dateOrder ?? null };
}

/** `experiment.json` lies in the run folder, the code one folder deeper. */
function fromCodeFolder(file: string): string {
  return /^([/\\]|[A-Za-z]:)/.test(file) ? file : `../${file}`;
}

function usedColumns(names: readonly string[], all: readonly string[]): UsedColumn[] {
  return names
    .map((name) => {
      const index = all.indexOf(name);
      if (index < 0) throw new Error(`preprocessing.columns lacks the column ${JSON.stringify(name)}`);
      return { name, index };
    })
    .sort((a, b) => a.index - b.index);
}

/** Whether every column is called here as in the file: none had to be mended on reading (`data/csv/names.ts`). */
function hasOwnHeaders({ columns, headers }: DescribedFile): boolean {
  if (headers) return headers.every((header, i) => header === columns[i]);
  return !columns.some((name, i) => {
    const base = / \(\d+\)$/.test(name) ? name.replace(/ \(\d+\)$/, '') : null;
    return name === `column ${i + 1}` || (base !== null && (columns.includes(base) || base === `column ${i + 1}`));
  });
}
