import type { RecurrentLayer } from '../../spec/experiment';
import type { Matrix } from './matrix';
import * as m from './matrix';

/** Puts the outputs of the two directions together, [B, H] each. */
export function merge(mode: RecurrentLayer['merge'], forward: Matrix, backward: Matrix): Matrix {
  switch (mode) {
    case 'concat':
      return m.concat([forward, backward], m.axis.columns);
    case 'sum':
      return m.add(forward, backward);
    case 'mul':
      return m.multiply(forward, backward);
    case 'ave':
      return m.multiply(m.add(forward, backward), m.constant(0.5));
  }
}

/** The gradients by both directions, from that by what `merge` made of them. */
export function mergeGradients(
  mode: RecurrentLayer['merge'],
  gradient: Matrix,
  forward: Matrix,
  backward: Matrix,
): [Matrix, Matrix] {
  switch (mode) {
    case 'concat':
      return m.split(gradient, 2, m.axis.columns) as [Matrix, Matrix];
    case 'sum':
      return [gradient, gradient];
    case 'mul':
      return [m.multiply(gradient, backward), m.multiply(gradient, forward)];
    case 'ave': {
      const half = m.multiply(gradient, m.constant(0.5));
      return [half, half];
    }
  }
}
