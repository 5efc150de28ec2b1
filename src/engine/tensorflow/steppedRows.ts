import * as tf from '@tensorflow/tfjs-core';

import type { InputPart } from '../../spec/network';
import type { Decoding } from '../engine';
import { predictionsOf } from '../losses';
import type { CellState } from './cells/cell';
import type { EngineCore } from './core';
import { valuesOf, weightsOf } from './core';
import { runDecoder } from './decoder';
import { runHead } from './head';
import type { Matrix } from './matrix';
import { pickRows, putRows, sideBySide } from './rows';
import type { StackPass } from './stack';
import { runStack } from './stack';
import { expectToken, tokenVectors } from './tokens';
import type { WindowLevel } from './windowScale';
import { scaleOutputs } from './windowScale';

/** The state of a layer between two steps, [rows, units]. */
export interface Kept {
  readonly h: Float32Array;
  readonly c: Float32Array | null;
  readonly units: number;
}

/** What some rows' attention looks at, of as many encoder steps: [rows, steps, width]. */
export interface Looked {
  readonly rows: Int32Array;
  readonly steps: number;
  readonly keys: Float32Array;
}

export interface Stepped {
  readonly rows: number;
  /** Rows that belong to one example, one after the other. */
  readonly copies: number;
  readonly states: readonly Kept[];
  /** The encoder's end, [rows, width]; null where it is not read. */
  readonly context: Float32Array | null;
  /** Width of the encoder's outputs. */
  readonly width: number;
  /** All rows in groups; null without attention. */
  readonly looked: readonly Looked[] | null;
  /** By row and target; null where windows are not scaled. */
  readonly levels: readonly (readonly WindowLevel[])[] | null;
}

/** Rows of a network that is stepped through; between two calls all of it stands in plain arrays. */
export class SteppedRows implements Decoding {
  private readonly outputs: Float32Array;
  private readonly weights: Float32Array | null;

  /** @param inputs what a step reads */
  constructor(
    private readonly core: EngineCore,
    private readonly inputs: readonly InputPart[],
    private readonly stepped: Stepped,
  ) {
    const { rows, looked } = stepped;
    this.outputs = new Float32Array(rows * core.network.head.units);
    this.weights = looked && new Float32Array(rows * core.shapes.timeSteps);
    core.decoding = this;
  }

  /** @throws RangeError for inputs of another length, or tokens that there are not */
  step(inputs: Int32Array | Float32Array, columns: Float32Array = none): Float32Array {
    this.refuseEnded();
    const { rows, looked, levels } = this.stepped;
    const x = this.read(inputs, columns);
    const all = { rows: Int32Array.from({ length: rows }, (_, row) => row), steps: 0, keys: none };
    for (const some of looked ?? [all]) {
      tf.tidy(() => {
        this.advance(x, some);
      });
    }
    const { head } = this.core.network;
    if (levels) scaleOutputs(this.outputs, levels, 'turn back', Math.max(1, head.quantiles.length));
    return this.outputs;
  }

  reorder(parents: Int32Array): void {
    this.refuseEnded();
    const { rows, copies, states } = this.stepped;
    if (parents.length !== rows) throw new RangeError(`There are ${rows} rows, not ${parents.length}.`);
    parents.forEach((parent, row) => {
      const ofExample = Math.floor(row / copies) * copies;
      if (parent >= ofExample && parent < ofExample + copies) return;
      throw new RangeError(`Row ${row} cannot go on from row ${parent}, which is of another example.`);
    });
    for (const { h, c, units } of states) {
      h.set(pickRows(h, parents, units));
      c?.set(pickRows(c, parents, units));
    }
  }

  attention(): Float32Array | null {
    this.refuseEnded();
    return this.weights;
  }

  /** One step of some rows. @param x of all rows */
  private advance(x: Float32Array | null, { rows, steps, keys }: Looked): void {
    const { network, shapes } = this.core;
    const { states, context, width } = this.stepped;
    const batchSize = rows.length;
    const matrix = (values: Float32Array, columns: number): Matrix =>
      tf.tensor2d(pickRows(values, rows, columns), [batchSize, columns]);
    const initial = states.map(({ h, c, units }) => ({ h: matrix(h, units), c: c && matrix(c, units) }));
    const weights = weightsOf(this.core);
    const size = { timeSteps: 1, batchSize, masks: [] };
    const read = x && matrix(x, x.length / this.stepped.rows);
    let stack: StackPass;
    let said: Matrix;
    if (network.decoder) {
      const taken = {
        initial,
        context: context && matrix(context, width),
        keys: keys.length > 0 ? tf.tensor3d(keys.slice(), [batchSize, steps, width]) : null,
      };
      const pass = runDecoder({ ...size, decoder: network.decoder, weights, x: read, taken });
      [stack, said] = [pass.stack, pass.outputs];
      const looked = pass.attention?.weights?.dataSync<'float32'>();
      rows.forEach((row, i) => {
        this.weights?.set(looked?.subarray(i * steps, (i + 1) * steps) ?? none, row * shapes.timeSteps);
      });
    } else {
      if (!read) throw new Error('A network that writes on reads what it wrote.');
      stack = runStack({ ...size, blocks: network.encoder, weights: weights.encoder, x: read, initial });
      said = stack.top.end.h;
    }
    const { outputs } = runHead(network, weights.dense, said, null);
    const made = predictionsOf(network.head, outputs.dataSync<'float32'>());
    putRows(this.outputs, made, rows, network.head.units);
    stack.layers.forEach(({ end }, j) => {
      const state = states[j];
      if (state) keep(state, end, rows);
    });
  }

  /** What a step is given, as the first layer reads it, [rows, width]; null where that is the context alone. */
  private read(inputs: Int32Array | Float32Array, columns: Float32Array): Float32Array | null {
    const { rows, levels } = this.stepped;
    const widthOf = (kind: InputPart['kind']): number => this.inputs.find((part) => part.kind === kind)?.width ?? 0;
    expectLength(columns, rows * (widthOf('known') + widthOf('numbers')), 'values of columns');
    const parts = this.inputs.flatMap((part): Float32Array[] => {
      switch (part.kind) {
        case 'context':
          return [];
        case 'numbers':
        case 'known':
          return [columns];
        case 'previous': {
          expectLength(inputs, rows * part.width, 'numbers');
          const values = Float32Array.from(inputs);
          if (levels) scaleOutputs(values, levels, 'scale');
          return [values];
        }
        default:
          expectLength(inputs, rows, 'tokens');
          inputs.forEach((token: number, row: number) => {
            expectToken(token, row, part.vocabulary);
          });
          return [
            tokenVectors(
              part,
              inputs,
              part.kind === 'embedding' ? valuesOf(this.core)(`${part.name}/embeddings`) : null,
            ),
          ];
      }
    });
    return parts.length > 0 ? sideBySide(parts, rows) : null;
  }

  private refuseEnded(): void {
    if (this.core.decoding === this) return;
    throw new Error('This decoding has ended: the engine was asked for another one, or given other data.');
  }
}

const none = new Float32Array(0);

function keep({ h, c, units }: Kept, end: CellState, rows: Int32Array): void {
  putRows(h, end.h.dataSync<'float32'>(), rows, units);
  if (c && end.c) putRows(c, end.c.dataSync<'float32'>(), rows, units);
}

function expectLength(values: { readonly length: number }, length: number, what: string): void {
  if (values.length !== length) throw new RangeError(`A step takes ${length} ${what}, not ${values.length}.`);
}
