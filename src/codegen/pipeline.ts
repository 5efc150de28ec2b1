import type { DenseLayer, Experiment, RecurrentLayer, Scaling } from '../spec/experiment';
import { denseLayers } from '../spec/layers';
import type { Dialect, TimeProfile } from '../spec/profile';
import type { Preprocessing, SplitName } from '../spec/run';
import { canGenerate, type CodegenInput } from './supported';

/**
 * The way from a CSV to scores, as every target writes it: the experiment with what only the data tells (dialect, column
 * positions, which parts have windows) put beside it, so that no target looks it up on its own.
 */
export interface Pipeline {
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
  readonly scaling: Exclude<Scaling, 'window'>;
  readonly split: Experiment['data']['split'];
  /** Parts that windows come from, in time order; the training part first. */
  readonly parts: readonly SplitName[];
  readonly timeSteps: number;
  readonly stride: number;
  readonly layers: readonly RecurrentLayer[];
  readonly dense: readonly DenseLayer[];
  readonly training: Experiment['training'] & { readonly loss: 'mse' | 'mae' | 'huber' };
}

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

/**
 * @throws UserError of `canGenerate`
 */
export function describePipeline(input: CodegenInput): Pipeline {
  const refused = canGenerate(input);
  if (refused) throw refused;
  const { experiment, preprocessing } = input;
  const { data, model, window } = experiment;
  const { scale: scaling } = data;
  const { loss } = experiment.training;
  // The types of a pipeline are narrower than an experiment's: the compiler is told what `canGenerate` has made sure of.
  if (scaling === 'window' || (loss !== 'mse' && loss !== 'mae' && loss !== 'huber')) throw new Error('not refused');

  const inputs = data.inputs.length > 0 ? data.inputs : data.targets;
  const names = [...new Set([...(data.time === null ? [] : [data.time]), ...inputs, ...data.targets])];
  const dense = denseLayers(experiment);
  return {
    dataFile: fromCodeFolder(data.file),
    dialect: preprocessing.dialect,
    columns: usedColumns(names, preprocessing.columns),
    byHeader: preprocessing.dialect.header && hasOwnHeaders(preprocessing),
    time: pipelineTime(data, preprocessing),
    inputs,
    targets: data.targets,
    selfFed: inputs.length === data.targets.length && inputs.every((name, i) => name === data.targets[i]),
    missing: data.missing,
    scaling,
    split: data.split,
    parts: (['train', 'validation', 'test'] as const).filter((part) => data.split[part] > 0),
    timeSteps: window.timeSteps,
    stride: window.stride,
    layers: model.layers,
    dense,
    training: { ...experiment.training, loss },
  };
}

function pipelineTime({ time, dateOrder }: Experiment['data'], preprocessing: Preprocessing): PipelineTime | null {
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
function hasOwnHeaders({ columns, headers }: Preprocessing): boolean {
  if (headers) return headers.every((header, i) => header === columns[i]);
  return !columns.some((name, i) => {
    const base = / \(\d+\)$/.test(name) ? name.replace(/ \(\d+\)$/, '') : null;
    return name === `column ${i + 1}` || (base !== null && (columns.includes(base) || base === `column ${i + 1}`));
  });
}
