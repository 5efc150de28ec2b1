import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { generateTarget } from '../../src/codegen/generate';
import type { Dataset } from '../../src/data/dataset';
import { readTable } from '../../src/data/read';
import { createEngine } from '../../src/engine/create';
import type { NamedWeight } from '../../src/engine/engine';
import { safetensorsFile } from '../../src/engine/modelFiles/safetensors';
import type { Experiment } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';
import type { EpochMetrics } from '../../src/spec/run';
import { fit, newFitState } from '../../src/training/fit';
import { textColumns } from '../../src/spec/roles';
import { prepareTask } from '../../src/training/tasks';
import { type Job, runPython, runScripts, withoutPython } from './python';
import { workFolder } from './runFolder';
import { statefulTexts } from './cases/statefulTexts';
import { statefulCases } from './forecast/cases';
import { compareBits } from './proof/compare';
import { trained, type TrainedRun } from './proof/trained';

if (withoutPython !== null) console.warn(`Stateful programs are not run: ${withoutPython}.`);

/**
 * Training compared epoch by epoch, from the same weights: were a state carried to another row, kept where it should be new, or
 * new where it should be kept, losses would part at once (by a tenth and more). In float32 they part slowly; in PyTorch, Adam's epsilon
 * stands beside another mean.
 */
const tolerance = { keras: 1e-4, pytorch: 1e-3 };
const epochs = 10;

const libraries = ['keras', 'pytorch'] as const;
type Library = (typeof libraries)[number];
/** The network that is trained. */
const models = { keras: 'stateful_model', pytorch: 'model' } as const;

const cases = [...statefulCases, ...statefulTexts];

/** Losses of each epoch; of the validation part null where there is none. */
type Losses = readonly { readonly loss: number; readonly valLoss: number | null }[];

interface Laid {
  readonly name: string;
  readonly scripts: Readonly<Record<Library, string>>;
  readonly own: Losses;
  /** Losses where each batch begins at zero states. */
  readonly forgetful: Losses;
}

describe.skipIf(withoutPython !== null)('stateful training', () => {
  const laid: Laid[] = [];
  const printed = new Map<string, string>();

  beforeAll(async () => {
    for (const [i, { name, csv, experiment }] of cases.entries()) laid.push(await layOut(i, name, csv, experiment));
    const jobs = laid
      .flatMap(({ scripts }) => Object.values(scripts))
      .map((script): Job => ({ script, arguments: [] }));
    (await runScripts(jobs)).forEach((output, i) => printed.set(jobs[i]!.script, output));
  }, 900_000);

  describe.each(libraries)('%s', (library) => {
    it.each(cases.map(({ name }, i) => [name, i] as const))('%s: the same losses', (_, i) => {
      const { scripts, own, forgetful } = laid[i]!;
      const theirs = (library === 'keras' ? kerasLosses : pytorchLosses)(printed.get(scripts[library])!);
      expect(own.length).toBeGreaterThan(5);
      expect(theirs).toHaveLength(own.length);
      expect(farthest(theirs, own)).toBeLessThan(tolerance[library]);
      // What carrying the states on changes is far more than that.
      expect(farthest(theirs, forgetful)).toBeGreaterThan(0.05);
    });
  });
});

describe.skipIf(withoutPython !== null)('texts whose pieces go on', () => {
  const runs: TrainedRun[] = [];
  const outputs = new Map<string, string>();
  const scriptOf = ({ folder }: TrainedRun, library: Library): string => path.join(folder, `code/${library}_model.py`);

  beforeAll(async () => {
    for (const [i, one] of statefulTexts.entries()) runs.push(await trained(one, `stateful-${i}`));
    const scripts = runs.flatMap((run) => libraries.map((library) => scriptOf(run, library)));
    const printed = await runScripts(scripts.map((script) => ({ script, arguments: ['--weights'] })));
    printed.forEach((output, i) => outputs.set(scripts[i]!, output));
  }, 600_000);

  describe.each(libraries)('%s', (library) => {
    it.each(statefulTexts.map(({ name }, i) => [name, i] as const))('%s: the bits of the run', (_, i) => {
      const { rows, worst, otherTexts } = compareBits(runs[i]!.summary, outputs.get(scriptOf(runs[i]!, library))!);
      expect(otherTexts).toEqual([]);
      expect(rows).toBe(3);
      expect(worst).toBeLessThan(1e-5);
    });
  });
});

/** As a user has them: nothing of them is changed, they begin with weights of their own, and predict. */
describe.skipIf(withoutPython !== null)('stateful programs that are started anew', () => {
  const one = statefulCases.find(({ name }) => name.includes('categories as vectors'))!;
  const another = statefulTexts.at(-1)!;
  const scores = /^(train|validation|test) +(RMSE|bits per character) [\d.]+ /gm;
  const folders: string[] = [];

  beforeAll(async () => {
    for (const [i, given] of [one, another].entries()) folders.push((await trained(given, `anew-${i}`)).folder);
  }, 60_000);

  it('PyTorch', async () => {
    const scripts = folders.map((folder) => path.join(folder, 'code/pytorch_model.py'));
    const printed = await runScripts(scripts.map((script) => ({ script, arguments: [] })));
    for (const output of printed) expect(output.match(scores)).toHaveLength(3);
  }, 300_000);

  it('Keras, in a notebook', () => {
    const jobs = folders.map((folder) => ({ notebook: path.join(folder, 'code/notebook.ipynb'), load: false }));
    const driver = path.join(import.meta.dirname, 'run_notebooks.py');
    const results = JSON.parse(runPython([driver], JSON.stringify(jobs))) as { output: string; error: string | null }[];
    for (const { output, error } of results) {
      expect(error).toBeNull();
      expect(output.match(scores)).toHaveLength(3);
    }
  }, 300_000);
});

/** The largest relative difference of a loss. */
function farthest(some: Losses, others: Losses): number {
  const differences = some.flatMap(({ loss, valLoss }, epoch) => {
    const other = others[epoch]!;
    expect(valLoss === null, 'has a validation part').toBe(other.valLoss === null);
    return [loss / other.loss - 1, ...(valLoss === null ? [] : [valLoss / other.valLoss! - 1])];
  });
  return Math.max(...differences.map(Math.abs));
}

/** Programs in a folder as a run has it, which train from the weights that lie there and tell their losses. */
async function layOut(number: number, name: string, csv: string, given: Experiment): Promise<Laid> {
  const experiment = { ...given, training: { ...given.training, epochs } };
  const folder = path.join(workFolder, 'stateful', String(number));
  const code = path.join(folder, 'code');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(code, { recursive: true });
  const file = path.join(folder, experiment.data.file);
  writeFileSync(file, csv);
  const { dateOrder } = experiment.data;
  const { dataset } = prepareTask(experiment, await readTable(file, { dateOrder, text: textColumns(experiment) }));
  const weights = someWeights(experiment, dataset);
  writeFileSync(path.join(folder, 'model.safetensors'), safetensorsFile(weights));
  const written = libraries.map((library) => {
    const [program] = generateTarget({ experiment, preprocessing: dataset.preprocessing }, library);
    const script = path.join(code, program!.path);
    writeFileSync(script, fromGivenWeights(program!.text, models[library]));
    return [library, script] as const;
  });
  const own = await losses(experiment, dataset, weights);
  const forgetful = await losses({ ...experiment, training: { ...experiment.training, stateful: false } }, dataset, weights); // prettier-ignore
  return { name, scripts: Object.fromEntries(written) as Record<Library, string>, own, forgetful };
}

/** The program, which trains from the weights that lie there, and in Keras tells its losses. */
function fromGivenWeights(text: string, model: string): string {
  const lines = text.split('\n');
  const training = lines.findIndex((line) => line.startsWith(`        train(${model}, `));
  if (training < 0) throw new Error(`${model} is not trained`);
  const told = `        print("\\nHISTORY", __import__("json").dumps(${model}.history.history))`;
  lines.splice(training + 1, 0, ...(model === models.keras ? [told] : []));
  lines.splice(training, 0, `        load_weights(${model})`);
  return lines.join('\n');
}

/** Weights between -0.5 and 0.5, other ones in every place. */
function someWeights(experiment: Experiment, { shapes }: Dataset): NamedWeight[] {
  let n = 0;
  return weightShapes(experiment, shapes).map((weight) => {
    const count = weight.shape.reduce((a, b) => a * b, 1);
    return { ...weight, values: Float32Array.from({ length: count }, () => 0.5 * Math.sin(12.9898 * ++n)) };
  });
}

async function losses(experiment: Experiment, dataset: Dataset, weights: readonly NamedWeight[]): Promise<Losses> {
  const engine = await createEngine(experiment, dataset.shapes, { threads: 1 });
  try {
    dataset.fill(engine.allocateData(dataset.engineRows, dataset.options));
    engine.setWeights(weights);
    const told: EpochMetrics[] = [];
    const { windows: { train, validation }, lengths, follows = null } = dataset; // prettier-ignore
    const ignore = (): void => undefined;
    const onEpoch = (metrics: EpochMetrics): void => void told.push(metrics);
    const state = newFitState(experiment);
    const shouldStop = (): boolean => false;
    await fit({ engine, experiment, train, validation, lengths, follows, state, shouldStop, onBatch: ignore, onEpoch });
    return told.map(({ loss, valLoss }) => ({ loss: loss!, valLoss }));
  } finally {
    engine.dispose();
  }
}

/** Of the metric beside the loss: a mean over windows, not over batches of different size. */
function kerasLosses(output: string): Losses {
  const history = JSON.parse(/^HISTORY (.*)$/m.exec(output)![1]!) as Record<string, number[]>;
  const metric = Object.keys(history).find((name) => !/^(val_|loss$|learning_rate$)/.test(name))!;
  return history[metric]!.map((loss, i) => ({ loss, valLoss: history[`val_${metric}`]?.[i] ?? null }));
}

const pytorchLosses = (output: string): Losses =>
  [...output.matchAll(/^epoch \d+ +loss (\S+)(?: {2}val_loss (\S+))?$/gm)].map(([, loss, valLoss]) => ({
    loss: Number(loss),
    valLoss: valLoss === undefined ? null : Number(valLoss),
  }));
