import * as tf from '@tensorflow/tfjs-core';

import type { Network } from '../../spec/network';
import type { DropoutMasks, DropoutSource } from '../dropout';
import type { MaskMatrices } from './direction';
import type { Matrix } from './matrix';
import { pickRows } from './rows';

interface DrawnMasks extends DropoutMasks {
  readonly features: number;
  readonly units: number;
}

/** Masks of all rows of a batch, layer by layer, direction by direction: those of the encoder, then those of the decoder. */
export function drawMasks({ encoder, decoder }: Network, source: DropoutSource, batchSize: number): DrawnMasks[][] {
  return [...encoder, ...(decoder?.blocks ?? [])].map(({ layer, features }) =>
    (layer.bidirectional ? [0, 1] : [0]).map(() => ({
      ...source.masks(layer, batchSize, features),
      features,
      units: layer.units,
    })),
  );
}

/** The masks of some rows of a batch. */
export function masksOfRows(layers: readonly (readonly DrawnMasks[])[], rows: Int32Array): MaskMatrices[][] {
  const matrix =
    (width: number) =>
    (mask: Float32Array): Matrix =>
      tf.tensor2d(pickRows(mask, rows, width), [rows.length, width]);
  return layers.map((directions) =>
    directions.map(({ inputs, recurrent, features, units }) => ({
      inputs: inputs.map(matrix(features)),
      recurrent: recurrent.map(matrix(units)),
    })),
  );
}
