import type { DenseBlock } from '../../../spec/network';
import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { columns } from '../memory/layout';
import type { PanelMatrix } from '../memory/parameterBlock';
import type { Context } from '../program/context';
import { activationNumbers, activations, goesBack, parameterAddress } from '../program/context';
import { panelRanges } from '../program/items';
import { rowsOf } from '../program/tape';
import type { Part } from './part';
import { Projection } from './projection';

export interface DenseProgram {
  /** What it hands on. */
  readonly output: readonly Part[];
  /** [rows, units] */
  readonly values: View;
  forward(): void;
  backward(): void;
  gradients(): void;
}

/** activation(x·W + b) of one vector a row. */
export function denseLayer(
  context: Context,
  layer: DenseBlock,
  parts: readonly Part[],
  kernel: PanelMatrix,
  bias: PanelMatrix,
): DenseProgram {
  const values = activations(context, layer.units, 'one');
  const gradient = goesBack(context) ? activations(context, layer.units, 'one') : null;
  const activation = activationNumbers[layer.activation];
  const projection = new Projection(context, kernel, parts, [], 1);
  return {
    values,
    output: [{ rows: rowsOf(values), firstRow: 0, width: layer.units, gradient }],
    forward: () => {
      projection.forward(values, parameterAddress(context, bias));
      if (activation === ops.LINEAR) return;
      context.tape.emit(ops.ACTIVATE, values.address, values.rowBytes, values.width, activation);
    },
    backward: () => {
      if (!gradient) return;
      if (activation !== ops.LINEAR) {
        context.tape.emit(
          ops.ACTIVATE_BACK,
          ...[gradient.address, gradient.rowBytes, values.address, values.rowBytes, values.width, activation],
        );
      }
      projection.backward(gradient, false);
    },
    gradients: () => {
      if (!gradient) return;
      for (const panels of panelRanges(kernel, context.batchSize, context.threads)) {
        const d = columns(gradient, panels.first * 8, panels.count * 8);
        context.items.push([
          { matrix: kernel, panels, sources: projection.sources(panels, d), sums: null },
          { matrix: bias, panels, sources: [], sums: { d, steps: 1 } },
        ]);
      }
    },
  };
}
