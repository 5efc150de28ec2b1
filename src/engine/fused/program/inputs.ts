import type { InputPart } from '../../../spec/network';
import type { Part } from '../layers/part';
import { columns } from '../memory/layout';
import type { Rows } from './tape';
import { panelsOf, rowsOf } from './tape';
import type { Context } from './context';
import { activations, goesBack, masksFrom, tokenTableBytes } from './context';
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
  /** Tables of the addresses of the first tokens: `tables.tokens` of an encoder, `tables.labels` of a decoder. */
  readonly tokens: number;
  /** What the encoder ended with, for a part `context`. */
  readonly encoded?: readonly Part[];
}

/** Columns of the data, read in place, and tokens as vectors. */
export function inputLayer({ context, inputs, model, tokens, encoded = [] }: InputSetting): InputProgram {
  const { tables } = context;
  const parts: Part[] = [];
  const learned: { forward(): void; gradients(): void }[] = [];
  const tokensOf = (column: number): Rows => {
    return { address: 0, table: tokens + column * tokenTableBytes(context.batchSize), rowBytes: 0, stepBytes: 4 };
  };
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
      case 'one-hot':
        parts.push({ rows: tokensOf(input.column), isToken: true, firstRow, width, gradient: null });
        break;
      case 'embedding': {
        const rows = tokensOf(input.column);
        const values = activations(context, width);
        const gradient = goesBack(context) ? activations(context, width) : null;
        parts.push({ rows: rowsOf(values), firstRow, width, gradient });
        const matrix = model.embeddings.get(input.name);
        if (!matrix) throw new Error(`${input.name} has no weights.`);
        learned.push({
          forward: () => {
            const vectors = panelsOf(context.blocks.parameters, matrix);
            context.tape.lookUp(rows, vectors, values, 'zero', context.timeSteps, masksFrom(context, 0));
          },
          gradients: () => {
            if (!gradient) return;
            const { timeSteps: steps, mask } = context;
            for (let panel = 0; panel < matrix.panels; panel++) {
              const d = columns(gradient, panel * 8, 8);
              const embedded = [{ tokens: rows.table, d, steps, mask, firstRow: 0, k: matrix.rows }];
              context.items.push([{ matrix, panels: { first: panel, count: 1 }, sources: [], sums: null, embedded }]);
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
      for (const layer of learned) layer.forward();
    },
    gradients: () => {
      for (const layer of learned) layer.gradients();
    },
  };
}
