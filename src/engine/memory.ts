import { totalmem } from 'node:os';

import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { LayerShape } from '../spec/layers';
import { countParameters, describeLayers } from '../spec/layers';
import { type ModelShapes, shapesOf } from '../spec/shapes';

/** Values a parameter needs at least: the weight, its gradient, and what most optimizers remember of it. */
const valuesAParameter = 4;
const bytesAValue = 4;

/** Memory of this machine, or of the container that this process runs in; bytes. */
export function machineMemory(): number {
  const limit = process.constrainedMemory(); // 0 or beyond all bounds where there is none
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Refuses a network whose parameters alone cannot fit into this machine's memory, before any of it is taken.
 * @throws UserError that names the largest layer
 */
export function refuseParameters(experiment: Experiment, shapes: ModelShapes = shapesOf(experiment)): void {
  const needed = countParameters(experiment, shapes) * valuesAParameter * bytesAValue;
  const available = machineMemory();
  if (needed <= available) return;
  const layers = describeLayers(experiment, shapes);
  const largest = layers.reduce((best, layer) => (layer.parameters > best.parameters ? layer : best));
  throw new UserError(
    `Training this network needs ${gigabytes(needed)} of memory, and this machine has ${gigabytes(available)}.`,
    `Lower the units of ${largest.label}, or use fewer layers.`,
    { code: 'engine/memory', path: pathOf(experiment, layers, largest) },
  );
}

/** Where the experiment says how large a layer is. */
function pathOf({ model }: Experiment, layers: readonly LayerShape[], layer: LayerShape): string {
  const place = layers.filter(({ kind }) => kind === layer.kind).indexOf(layer);
  switch (layer.kind) {
    case 'input':
      return 'data.inputs';
    case 'embedding':
      return 'model.embedding.units';
    case 'recurrent':
      return `model.layers.${place}.units`;
    case 'decoder':
      return `model.decoder.layers.${place}.units`;
    case 'attention':
      return `model.decoder.layers.${(model.decoder?.layers.length ?? 1) - 1}.units`;
    case 'dense':
      return `model.dense.${place}.units`;
  }
}

/**
 * Refuses what training needs at once, before any of it is taken.
 * @param most bytes that there are
 * @throws UserError when `needed` is more
 */
export function refuseTraining(needed: number, most: number): void {
  if (needed <= most) return;
  throw new UserError(
    `Training this network needs ${gigabytes(needed)} of memory, and there are ${gigabytes(most)}.`,
    'Lower the batch size (training.batchSize), the time steps (window.timeSteps), or the units and number of layers.',
    { code: 'engine/memory', path: 'training.batchSize' },
  );
}

/** @returns the error for data that do not fit beside the network */
export function dataTooLarge(needed: number): UserError {
  return new UserError(
    `The data and the network need ${gigabytes(needed)} of memory together, which there are not.`,
    'Take fewer rows or fewer input columns (data.inputs), or a smaller batch (training.batchSize).',
    { code: 'engine/memory', path: 'data.inputs' },
  );
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;
