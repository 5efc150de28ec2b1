import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { type Case, cases } from './cases';
import { type RunFolder, layOutRun } from './runFolder';

/**
 * Training compared update by update: the same initial weights, the windows in the same order, no dropout. Generated programs
 * either load weights or train, so the branch is opened here; nothing else of them is changed.
 */
export const comparable: readonly Case[] = cases
  .filter(({ dataOnly, experiment }) => {
    const layers = experiment.model?.layers ?? [];
    return !dataOnly && !layers.some(({ dropout = 0, recurrentDropout = 0 }) => dropout > 0 || recurrentDropout > 0);
  })
  .map((one) => ({
    ...one,
    experiment: { ...one.experiment, training: { ...one.experiment.training, shuffle: false, epochs: 8 } },
  }));

export async function layOutSameStart(folder: string): Promise<RunFolder[]> {
  const runs = await Promise.all(comparable.map((one) => layOutRun({ ...one, name: `${folder}/${one.name}` })));
  for (const run of runs) {
    for (const program of ['keras_model.py', 'pytorch_model.py']) {
      open(run, program, '    else:\n        train(model, windows)\n', '    train(model, windows)\n');
    }
    open(run, 'tfjs_model.ts', '    loadWeights(model);\n  } else {\n', '    loadWeights(model);\n  }\n  {\n');
  }
  return runs;
}

function open({ folder }: RunFolder, name: string, branch: string, straight: string): void {
  const file = path.join(folder, 'run/code', name);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(branch)) throw new Error(`${name} has no such branch:\n${branch}`);
  writeFileSync(file, text.replace(branch, straight));
}
