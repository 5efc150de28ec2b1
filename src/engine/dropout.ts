import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

import type { RecurrentLayer } from '../spec/experiment';
import { gateCounts } from '../spec/layers';
import { seededGenerator } from './random';

/** Masks of one direction of a layer for one batch; the same at every time step, new for every batch. */
export interface DropoutMasks {
  /** For the inputs, each [B, F]: none, one for all gates, or one a gate. */
  readonly inputs: readonly Float32Array[];
  /** For the hidden state, each [B, H]: none, or one a gate. */
  readonly recurrent: readonly Float32Array[];
}

/**
 * Draws dropout masks the way Keras 3 uses them (keras/src/layers/rnn/dropout_rnn_cell.py): inverted scaling, one mask
 * a sequence. Without recurrent dropout all gates share one input mask; with it, GRU and LSTM switch to Keras'
 * "implementation 1", where every gate has masks of its own.
 */
export class DropoutSource {
  private random: RandomGenerator;

  constructor(seed: number) {
    const random = seededGenerator(seed);
    random.jump(); // away from the numbers of the initial weights
    this.random = random;
  }

  /** Masks of one direction of `layer` with `features` inputs, for a batch of `batchSize`. */
  masks(layer: RecurrentLayer, batchSize: number, features: number): DropoutMasks {
    const gates = gateCounts[layer.cell];
    const { dropout, recurrentDropout } = layer;
    const draw = (count: number, width: number, rate: number): Float32Array[] =>
      rate === 0 ? [] : Array.from({ length: count }, () => this.mask(batchSize * width, rate));
    return {
      inputs: draw(recurrentDropout > 0 ? gates : 1, features, dropout),
      recurrent: draw(gates, layer.units, recurrentDropout),
    };
  }

  state(): readonly number[] {
    return this.random.getState();
  }

  setState(state: readonly number[]): void {
    this.random = xoroshiro128plusFromState(state);
  }

  private mask(length: number, rate: number): Float32Array {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = uniformFloat32(this.random) < rate ? 0 : 1 / (1 - rate);
    return values;
  }
}
