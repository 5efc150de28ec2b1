import type { DenseBlock } from '../../../spec/network';
import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import { atStep, columns, takeView } from '../memory/layout';
import type { Context } from '../program/context';
import { activationNumbers, goesBack, parameterAddress } from '../program/context';
import { panelRanges } from '../program/items';
import type { DenseWeights } from '../program/model';
import { rowsOf } from '../program/tape';
import type { Part } from './part';
import { Projection } from './projection';

export interface DenseProgram {
  /** What it hands on. */
  readonly output: readonly Part[];
  /** [rows, units] at each step */
  readonly values: View;
  forward(): void;
  backward(): void;
  gradients(): void;
}

/**
 * activation(x·W + b) of one vector a row, or of one at every step.
 * @param gradientInPlace whether the gradient by the values takes their place
 */
export function denseLayer(
  context: Context,
  layer: DenseBlock,
  parts: readonly Part[],
  { kernel, bias }: DenseWeights,
  steps: number,
  gradientInPlace = false,
): DenseProgram {
  const { layout, batchSize } = context;
  const take = (): View => takeView(layout, batchSize, layer.units, steps);
  const values = take();
  const taken = goesBack(context) && !gradientInPlace ? take() : values;
  const gradient = goesBack(context) ? taken : null;
  const activation = activationNumbers[layer.activation];
  const projection = new Projection(context, kernel, parts, [], steps);
  const eachStep = (emit: (t: number) => void): void => {
    for (let t = 0; t < steps; t++) emit(t);
  };
  return {
    values,
    output: [{ rows: rowsOf(values), firstRow: 0, width: layer.units, gradient }],
    forward: () => {
      projection.forward(values, parameterAddress(context, bias));
      if (activation === ops.LINEAR) return;
      eachStep((t) => {
        const { address, rowBytes, width } = atStep(values, t);
        context.tape.emit(ops.ACTIVATE, address, rowBytes, width, activation);
      });
    },
    backward: () => {
      if (!gradient) return;
      if (activation !== ops.LINEAR) {
        eachStep((t) => {
          const [d, y] = [atStep(gradient, t), atStep(values, t)];
          context.tape.emit(ops.ACTIVATE_BACK, d.address, d.rowBytes, y.address, y.rowBytes, y.width, activation);
        });
      }
      projection.backward(gradient, false);
    },
    gradients: () => {
      if (!gradient) return;
      for (const panels of panelRanges(kernel, batchSize * steps, context.threads)) {
        const d = columns(gradient, panels.first * 8, panels.count * 8);
        context.items.push([
          { matrix: kernel, panels, sources: projection.sources(panels, d), sums: null },
          { matrix: bias, panels, sources: [], sums: { d, steps } },
        ]);
      }
    },
  };
}
