import type { InputPart } from '../../../spec/network';
import * as ops from '../kernels/ops';
import type { Part } from '../layers/part';
import type { View } from '../memory/layout';
import { fromStep } from '../memory/layout';
import type { Rows } from './tape';
import { panelsOf, recordOperations, rowsOf } from './tape';
import type { Context } from './context';
import { activations, goesBack, maskAt } from './context';
import type { Model } from './model';

/** What the first layer of an encoder or a decoder reads. */
export interface InputProgram {
  /** In the order of the network's parts. */
  readonly parts: readonly Part[];
  forward(): void;
  /** Items for the gradients of learned vectors; those by the parts are there. */
  gradients(): void;
}

export interface InputSetting {
  readonly context: Context;
  readonly inputs: readonly InputPart[];
  readonly model: Model;
  /** Table of the addresses of the first tokens: `tables.tokens` of an encoder, `tables.labels` of a decoder. */
  readonly tokens: number;
  /** What the encoder ended with, for a part `context`. */
  readonly encoded?: readonly Part[];
}

/** Columns of the data, read in place, and tokens as vectors. */
export function inputLayer({ context, inputs, model, tokens, encoded = [] }: InputSetting): InputProgram {
  const { tables } = context;
  const parts: Part[] = [];
  const tokenLayers: { forward(): void; gradients(): void }[] = [];
  let firstRow = 0;
  for (const input of inputs) {
    const { width } = input;
    const plain = (rows: Rows): number => parts.push({ rows, firstRow, width, gradient: null });
    switch (input.kind) {
      case 'numbers':
        plain({ address: 0, table: tables.inputs, rowBytes: 0, stepBytes: width * 4 });
        break;
      case 'previous':
        plain({ address: -width * 4, table: tables.targets, rowBytes: 0, stepBytes: width * 4 });
        break;
      case 'known':
        plain({ address: 0, table: tables.known, rowBytes: 0, stepBytes: width * 4 });
        break;
      case 'context':
        for (const part of encoded) parts.push({ ...part, firstRow: firstRow + part.firstRow });
        break;
      case 'one-hot': {
        const values = activations(context, width);
        plain(rowsOf(values));
        tokenLayers.push({ forward: () => emitOneHot(context, tokens, values, width), gradients: () => undefined });
        break;
      }
      case 'embedding': {
        const values = activations(context, width);
        const gradient = goesBack(context) ? activations(context, width) : null;
        parts.push({ rows: rowsOf(values), firstRow, width, gradient });
        const matrix = model.embeddings.get(input.name);
        if (!matrix) throw new Error(`${input.name} has no weights.`);
        tokenLayers.push({
          forward: () => {
            const { address, panelBytes, panels } = panelsOf(context.blocks.parameters, matrix);
            eachRecord(context, width * 4, (t, steps) => {
              const { mask, batchSize } = context;
              const out = fromStep(values, t);
              context.tape.emitCosting(
                width * 4 * steps * batchSize,
                ops.EMBED,
                ...[tokens, t * 4, address, panelBytes, panels, out.address, out.rowBytes, out.stepBytes],
                ...[steps, maskAt(context, t), mask === 0 ? 0 : batchSize],
              );
            });
          },
          gradients: () => {
            if (!gradient) return;
            for (let panel = 0; panel < matrix.panels; panel++) {
              const panels = { first: panel, count: 1 };
              const embedded = { tokens, d: gradient, steps: context.timeSteps, mask: context.mask };
              context.items.push([{ matrix, panels, sources: [], sums: null, embedded }]);
            }
          },
        });
        break;
      }
    }
    firstRow += width;
  }
  return {
    parts,
    forward: () => {
      for (const layer of tokenLayers) layer.forward();
    },
    gradients: () => {
      for (const layer of tokenLayers) layer.gradients();
    },
  };
}

function emitOneHot(context: Context, tokens: number, values: View, width: number): void {
  eachRecord(context, width, (t, steps) => {
    const { mask, batchSize } = context;
    const out = fromStep(values, t);
    context.tape.emitCosting(
      out.width * steps * batchSize,
      ops.ONE_HOT,
      ...[tokens, t * 4, out.address, out.rowBytes, out.stepBytes, out.width],
      ...[steps, maskAt(context, t), mask === 0 ? 0 : batchSize],
    );
  });
}

/** Cuts all steps into records of some milliseconds. @param operations of a row and step */
function eachRecord(
  { timeSteps, batchSize }: Context,
  operations: number,
  emit: (first: number, steps: number) => void,
): void {
  const together = Math.max(1, Math.floor(recordOperations / (operations * batchSize)));
  for (let t = 0; t < timeSteps; t += together) emit(t, Math.min(together, timeSteps - t));
}
