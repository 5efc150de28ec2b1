import { type Block, outputUnits } from '../../spec/network';
import type { CellState } from './cells/cell';
import type { DirectionWeights, MaskMatrices } from './direction';
import type { Matrix } from './matrix';
import * as m from './matrix';
import type { LayerInput, LayerOutside, LayerPass } from './recurrentLayer';
import { runRecurrentLayer } from './recurrentLayer';

/** Recurrent layers one upon the other: those of an encoder, or of a decoder. */
export interface StackInput {
  readonly blocks: readonly Block[];
  /** [layer][direction] */
  readonly weights: readonly (readonly DirectionWeights[])[];
  /** Dropout masks, [layer][direction]; empty where nothing is dropped. */
  readonly masks: readonly (readonly MaskMatrices[])[];
  /** Time first, [T·B, F]. */
  readonly x: Matrix;
  /** 0 for examples of no step at all, which end with the state that they began with. */
  readonly timeSteps: number;
  readonly batchSize: number;
  /** What each layer begins with; null: zeros. */
  readonly initial: readonly (CellState | null)[];
}

export interface StackPass {
  readonly layers: readonly LayerPass[];
  /** The last of them. */
  readonly top: LayerPass;
  /** @param outside gradients by what others read of each layer; of those below the top the ends alone */
  backward(outside: readonly LayerOutside[], wantInput: boolean): StackGradients;
}

export interface StackGradients {
  /** In the order of the weights. */
  readonly weights: readonly Matrix[];
  /** By the first layer's inputs, [T·B, F]; null unless wanted. */
  readonly input: Matrix | null;
  /** [layer][direction][T] */
  readonly states: readonly (readonly (readonly Matrix[])[])[];
  /** By what each layer began with, where that was given. */
  readonly initial: readonly (CellState | null)[];
}

export function runStack({ blocks, batchSize, timeSteps, ...input }: StackInput): StackPass {
  let { x } = input;
  const layers = blocks.map(({ layer, returns }, i): LayerPass => {
    const own = { layer, weights: input.weights[i] ?? [], masks: input.masks[i] ?? [], x, timeSteps };
    const initial = input.initial[i] ?? null;
    const pass = timeSteps === 0 ? noSteps({ ...own, initial }, batchSize) : runRecurrentLayer({ ...own, initial });
    if (returns === 'each' && timeSteps > 0) x = m.concat(pass.sequence, m.axis.rows);
    return pass;
  });
  const top = layers.at(-1);
  if (!top) throw new Error('A network has at least one recurrent layer.');
  return {
    layers,
    top,
    backward: (outside, wantInput) => {
      const weights: Matrix[] = [];
      const states: (readonly (readonly Matrix[])[])[] = [];
      const initial: (CellState | null)[] = [];
      let byInput: Matrix | null = null;
      for (const [i, pass] of [...layers.entries()].reverse()) {
        const above: readonly Matrix[] | undefined = byInput
          ? m.split(byInput, timeSteps, m.axis.rows)
          : outside[i]?.sequence;
        const gradients = pass.backward({ sequence: above, end: outside[i]?.end }, i > 0 || wantInput);
        weights.unshift(...gradients.weights);
        states.unshift(gradients.states);
        initial.unshift(gradients.initial);
        byInput = gradients.input;
      }
      return { weights, input: byInput, states, initial };
    },
  };
}

/** A recurrent layer that was given nothing. */
function noSteps({ layer, weights, initial }: LayerInput, batchSize: number): LayerPass {
  const zero = m.zeros(batchSize, outputUnits(layer));
  const end = initial ?? { h: zero, c: layer.cell === 'lstm' ? zero : null };
  return {
    sequence: [],
    end,
    gates: () => ({}),
    kept: () => end.h,
    backward: (outside) => ({
      weights: weights.flat().map(({ shape: [rows, columns] }) => m.zeros(rows, columns)),
      input: null,
      states: weights.map(() => []),
      initial: initial && (outside.end ?? null),
    }),
  };
}
