import { writeFileSync } from 'node:fs';

import type { EngineData } from '../../../src/engine/engine';
import { noData } from '../../../src/engine/engineData';
import { RunFolder } from '../../../src/runs/runFolder';
import { readOwnTable } from '../../../src/training/openRun';
import { prepareTask } from '../../../src/training/tasks';
import { encode } from '../speed/messages';

/**
 * Writes what a run was trained on as JSON: its experiment, sizes, parts, and the arrays that the engine was given, in
 * base64 of little-endian float32 or int32. So a network in Keras learns from the same numbers in the same parts.
 */
export async function dumpRun(folder: string, file: string): Promise<void> {
  const run = RunFolder.open(folder);
  const experiment = run.readExperiment();
  const { dataset } = prepareTask(experiment, await readOwnTable({ run, experiment }));
  const { shapes, options, engineRows: rows, windows } = dataset;
  const targetRows = options.targetRows ?? rows;
  const data: EngineData = {
    ...noData,
    inputs: new Float32Array(rows * shapes.features),
    targets: new Float32Array(targetRows * shapes.targets),
    tokens: new Int32Array(rows),
    labels: new Int32Array(targetRows),
    classWeights: new Float32Array(shapes.classes ?? 0).fill(1),
    index: new Int32Array((options.examples ?? 0) * 4),
  };
  dataset.fill(data);
  const arrays = {
    inputs: encode(data.inputs),
    tokens: encode(data.tokens),
    labels: encode(data.labels),
    index: encode(data.index),
    train: encode(windows.train),
    test: encode(windows.test),
  };
  writeFileSync(file, JSON.stringify({ experiment, shapes, arrays }));
}
