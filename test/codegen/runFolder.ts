import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { generateCode } from '../../src/codegen/generate';
import { prepare } from '../../src/data/prepare';
import type { Prepared } from '../../src/data/prepared';
import { readTable } from '../../src/data/read';
import { createEngine } from '../../src/engine/create';
import type { Engine } from '../../src/engine/engine';
import { safetensorsFile } from '../../src/engine/modelFiles/safetensors';
import type { Experiment } from '../../src/spec/experiment';
import { weightShapes } from '../../src/spec/layers';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';
import type { SplitName } from '../../src/spec/run';
import { fit, newFitState } from '../../src/training/fit';
import type { Case } from './cases';

/** Inside the repository, so that generated TypeScript finds its packages in the repository's node_modules. */
export const workFolder = path.resolve(import.meta.dirname, '../../.cache/codegen');

export interface RunFolder {
  readonly name: string;
  readonly folder: string;
  readonly experiment: Experiment;
  readonly prepared: Prepared;
  readonly weights: readonly Float32Array[];
}

/**
 * Lays a run folder out as the trainer does: CSV, `run/code`, `run/model/weights.bin` and `run/model.safetensors` with
 * weights of our choice.
 */
export async function layOutRun({ name, csv, experiment: input }: Case): Promise<RunFolder> {
  const folder = path.join(workFolder, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'run/code'), { recursive: true });
  mkdirSync(path.join(folder, 'run/model'));
  const file = path.join(folder, input.data.file);
  writeFileSync(file, csv);
  const parsed = parseExperiment({ ...input, data: { ...input.data, file: `../${input.data.file}` } });
  const experiment = resolveExperiment(parsed);
  const prepared = prepare(experiment, await readTable(file, { dateOrder: experiment.data.dateOrder }));
  for (const { path: name, text } of generateCode({ experiment, preprocessing: prepared.preprocessing }).files) {
    writeFileSync(path.join(folder, 'run/code', name), text);
  }
  const weights = someWeights(experiment);
  writeFileSync(
    path.join(folder, 'run/model/weights.bin'),
    Buffer.concat(weights.map((w) => new Uint8Array(w.buffer))),
  );
  const named = weightShapes(experiment).map((weight, i) => ({ ...weight, values: weights[i]! }));
  writeFileSync(path.join(folder, 'run/model.safetensors'), safetensorsFile(named));
  return { name, folder, experiment, prepared, weights };
}

/** Weights between -0.5 and 0.5, other ones in every place. */
function someWeights(experiment: Experiment): Float32Array[] {
  let n = 0;
  return weightShapes(experiment).map(({ shape }) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.5 * Math.sin(12.9898 * ++n)),
  );
}

export interface Score {
  readonly part: string;
  readonly rmse: number;
  readonly naive: number;
}

/** The scores that a generated program printed. */
export function printedScores(output: string): Score[] {
  return [...output.matchAll(/^(train|validation|test) +RMSE (\S+) +naive (\S+)/gm)].map(
    ([, part = '', rmse, naive]) => ({
      part,
      rmse: Number(rmse),
      naive: Number(naive),
    }),
  );
}

/** What the programs have to print: the errors of our own engine with the same weights, or after training from them. */
export async function engineScores({ prepared, experiment, weights }: RunFolder, trained = false): Promise<Score[]> {
  const { targetScalers, targets, shapes } = prepared;
  const { timeSteps } = shapes;
  const engine = await createEngine(experiment, shapes, { threads: 1 });
  try {
    prepared.fill(engine.allocateData(prepared.rows));
    engine.setWeights(weightShapes(experiment).map((weight, i) => ({ ...weight, values: weights[i]! })));
    if (trained) await trainOn(engine, experiment, prepared);
    const scores: Score[] = [];
    for (const [i, { part, naive }] of naiveScores({ prepared, experiment }).entries()) {
      const starts = prepared.windows[part];
      const k = i % targets;
      const { shift, scale } = targetScalers[k]!;
      const outputs = await engine.predict(starts);
      const squares = [...starts].map(
        (s, n) => (prepared.targetValues[k]![s + timeSteps]! - (outputs[n * targets + k]! * scale + shift)) ** 2,
      );
      scores.push({ part, naive, rmse: Math.sqrt(squares.reduce((a, b) => a + b) / squares.length) });
    }
    return scores;
  } finally {
    engine.dispose();
  }
}

async function trainOn(engine: Engine, experiment: Experiment, { windows }: Prepared): Promise<void> {
  const state = newFitState(experiment);
  const ignore = (): void => undefined;
  const { train, validation } = windows;
  await fit({
    engine,
    experiment,
    train,
    validation,
    state,
    shouldStop: () => false,
    onBatch: ignore,
    onEpoch: ignore,
  });
  if (experiment.training.earlyStopping?.restoreBest && state.best) engine.setWeights(state.best.weights);
}

/** What the programs have to print: for each part and target, the error of repeating the last value. */
export function naiveScores({
  prepared,
  experiment,
}: Pick<RunFolder, 'prepared' | 'experiment'>): { part: SplitName; naive: number }[] {
  const { timeSteps } = experiment.window;
  return (['train', 'validation', 'test'] as const).flatMap((part) => {
    const starts = prepared.windows[part];
    if (starts.length === 0) return [];
    return prepared.targetValues.map((values) => {
      const squares = [...starts].map((s) => (values[s + timeSteps]! - values[s + timeSteps - 1]!) ** 2);
      return { part, naive: Math.sqrt(squares.reduce((a, b) => a + b) / squares.length) };
    });
  });
}
