import { totalmem } from 'node:os';

import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { countParameters, describeLayers } from '../spec/layers';

/** Values a parameter needs at least: the weight, its gradient, and what most optimizers remember of it. */
const valuesAParameter = 4;
const bytesAValue = 4;

/**
 * Refuses a network whose parameters alone cannot fit into this machine's memory, before any of it is taken.
 * @throws UserError that names the largest layer
 */
export function refuseTooLarge(experiment: Experiment): void {
  const needed = countParameters(experiment) * valuesAParameter * bytesAValue;
  const limit = process.constrainedMemory(); // of a container; 0 or beyond all bounds where there is none
  const available = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
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

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toLocaleString('en', { maximumFractionDigits: 1 })} GB`;
