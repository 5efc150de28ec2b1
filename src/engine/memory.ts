import { totalmem } from 'node:os';

import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { countParameters, describeLayers } from '../spec/layers';

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
export function refuseParameters(experiment: Experiment): void {
  const needed = countParameters(experiment) * valuesAParameter * bytesAValue;
  const available = machineMemory();
  if (needed <= available) return;
  const layers = describeLayers(experiment);
  const largest = layers.reduce((best, layer, i) => (layer.parameters > (layers[best]?.parameters ?? 0) ? i : best), 1);
  const recurrent = experiment.model.layers.length;
  const path = largest <= recurrent ? `model.layers.${largest - 1}` : `model.dense.${largest - 1 - recurrent}`;
  throw new UserError(
    `Training this network needs ${gigabytes(needed)} of memory, and this machine has ${gigabytes(available)}.`,
    `Lower the units of ${layers[largest]?.label ?? 'the largest layer'}, or use fewer layers.`,
    { code: 'engine/memory', path: `${path}.units` },
  );
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
