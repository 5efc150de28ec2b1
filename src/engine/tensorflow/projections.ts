import type { Matrix } from './matrix';
import * as m from './matrix';

/**
 * x·kernel of all time steps at once, with Keras' input dropout: no mask, one for all gates, or one a gate.
 * One large product instead of T small ones; the gradients likewise.
 */
export class InputProjection {
  private readonly masked: readonly Matrix[];
  private readonly kernels: readonly Matrix[];

  /**
   * @param x [T·B, F]
   * @param kernel [F, gates·H]
   * @param masks each [B, F]
   */
  constructor(
    x: Matrix,
    kernel: Matrix,
    private readonly masks: readonly Matrix[],
    private readonly timeSteps: number,
  ) {
    this.masked = masks.length > 0 ? masks.map((mask) => m.maskSteps(x, mask, timeSteps)) : [x];
    this.kernels = m.split(kernel, this.masked.length, m.axis.columns);
  }

  /** [T·B, gates·H] */
  product(): Matrix {
    return m.concat(
      this.masked.map((x, g) => m.matMul(x, at(this.kernels, g))),
      m.axis.columns,
    );
  }

  /** Gradient by the kernel, from that by the product. */
  kernelGradient(gradient: Matrix): Matrix {
    const parts = m.split(gradient, this.masked.length, m.axis.columns);
    return m.concat(
      this.masked.map((x, g) => m.matMul(m.transpose(x), at(parts, g))),
      m.axis.columns,
    );
  }

  /** Gradient by x, from that by the product. */
  inputGradient(gradient: Matrix): Matrix {
    return m
      .split(gradient, this.masked.length, m.axis.columns)
      .map((part, g) => {
        const back = m.matMul(part, m.transpose(at(this.kernels, g)));
        const mask = this.masks[g];
        return mask ? m.maskSteps(back, mask, this.timeSteps) : back;
      })
      .reduce(m.add);
  }
}

/**
 * h·recurrent_kernel of one time step, with Keras' recurrent dropout: no mask, or one a gate.
 * A GRU that resets before the product makes two of these, for its gates and for its candidate.
 */
export class RecurrentProjection {
  private readonly kernels: readonly Matrix[];
  private readonly transposed: readonly Matrix[];

  /**
   * @param kernel [H, gates·H]
   * @param masks none, or [B, H] for each of the gates in `kernel`
   */
  constructor(
    kernel: Matrix,
    private readonly masks: readonly Matrix[],
  ) {
    this.kernels = m.split(kernel, Math.max(1, masks.length), m.axis.columns);
    this.transposed = this.kernels.map(m.transpose);
  }

  /** [B, gates·H] */
  product(h: Matrix): Matrix {
    return m.concat(
      this.kernels.map((kernel, g) => m.matMul(this.masks[g] ? m.multiply(h, at(this.masks, g)) : h, kernel)),
      m.axis.columns,
    );
  }

  /** Gradient by h of one step, from that by the product. */
  stateGradient(gradient: Matrix): Matrix {
    return m
      .split(gradient, this.kernels.length, m.axis.columns)
      .map((part, g) => {
        const back = m.matMul(part, at(this.transposed, g));
        return this.masks[g] ? m.multiply(back, at(this.masks, g)) : back;
      })
      .reduce(m.add);
  }

  /** Gradient by the kernel, from the states that went in and the gradients by the products, all steps stacked. */
  kernelGradient(states: Matrix, gradients: Matrix, timeSteps: number): Matrix {
    return m.concat(
      m.split(gradients, this.kernels.length, m.axis.columns).map((part, g) => {
        const mask = this.masks[g];
        return m.matMul(m.transpose(mask ? m.maskSteps(states, mask, timeSteps) : states), part);
      }),
      m.axis.columns,
    );
  }
}

function at(matrices: readonly Matrix[], index: number): Matrix {
  const matrix = matrices[index];
  if (!matrix) throw new Error(`There is no matrix ${index} of ${matrices.length}.`);
  return matrix;
}
