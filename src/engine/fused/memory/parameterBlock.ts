import type { WeightShape } from '../../../spec/layers';
import type { NamedWeight } from '../../engine';
import { padded } from './layout';

/**
 * A matrix in panels of 8 columns, [columns/8][rows][8], as the products read it. Columns belong to gates of `units`
 * each, and every gate is rounded up to whole panels; what is added stays 0.
 */
export interface PanelMatrix {
  /** In floats, from the beginning of the block. */
  readonly offset: number;
  readonly rows: number;
  readonly gates: number;
  readonly units: number;
  /** Panels of all gates. */
  readonly panels: number;
  /** Panels of the matrices before it. */
  readonly firstPanel: number;
}

/** Floats of one panel of a matrix. */
export const panelFloats = (matrix: PanelMatrix): number => matrix.rows * 8;

/**
 * Where every weight of the model stands in one block of floats. The gradient and the optimizer's memories are blocks of
 * the same layout, so that an update is one loop that knows nothing of layers.
 */
export class ParameterBlock {
  /** By the weight's name; a bias is a matrix of one row, and GRU's two biases are two matrices. */
  private readonly matrices = new Map<string, readonly PanelMatrix[]>();
  /** Length of the block in floats, a multiple of 8. */
  readonly length: number;
  /** Panels of all matrices. */
  readonly panels: number;

  /** @param gatesOf how many gates share the columns of a weight */
  constructor(
    readonly shapes: readonly WeightShape[],
    gatesOf: (shape: WeightShape) => number,
  ) {
    let offset = 0;
    let firstPanel = 0;
    for (const weight of shapes) {
      const gates = gatesOf(weight);
      const columns = weight.shape.at(-1) ?? 1;
      const units = columns / gates;
      const [first = 1] = weight.shape;
      const isBias = weight.shape.length === 1 || weight.name.endsWith('/bias');
      const count = isBias && weight.shape.length === 2 ? first : 1;
      const rows = isBias ? 1 : first;
      const panels = (gates * padded(units)) / 8;
      this.matrices.set(
        weight.name,
        Array.from({ length: count }, () => {
          const matrix = { offset, rows, gates, units, panels, firstPanel };
          firstPanel += panels;
          offset += panels * rows * 8;
          return matrix;
        }),
      );
    }
    this.length = offset;
    this.panels = firstPanel;
  }

  /** The matrices of a weight: one, or GRU's input and recurrent bias. @throws Error for a name that no weight has */
  of(name: string): readonly PanelMatrix[] {
    const matrices = this.matrices.get(name);
    if (!matrices) throw new Error(`The model has no weight ${name}.`);
    return matrices;
  }

  /** Copies of all weights in `block`, each name prefixed (for optimizer slots: `m/`). */
  toNamed(block: Float32Array, prefix = ''): NamedWeight[] {
    return this.shapes.map(({ name, shape }) => {
      const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
      this.each(name, (at, place) => (values[at] = block[place] ?? NaN));
      return { name: prefix + name, shape: [...shape], values };
    });
  }

  /** Copies weights into `block`; their names and shapes have been checked. */
  fromNamed(block: Float32Array, weights: readonly NamedWeight[]): void {
    this.shapes.forEach(({ name }, i) => {
      const values = weights[i]?.values;
      this.each(name, (at, place) => (block[place] = values?.[at] ?? NaN));
    });
  }

  /** Calls back with the place of each value in Keras' array and in the block. */
  private each(name: string, callback: (at: number, place: number) => void): void {
    let at = 0;
    for (const { offset, rows, gates, units } of this.of(name)) {
      const panelsOfGate = padded(units) / 8;
      for (let row = 0; row < rows; row++) {
        for (let gate = 0; gate < gates; gate++) {
          for (let unit = 0; unit < units; unit++) {
            const panel = gate * panelsOfGate + (unit >> 3);
            callback(at++, offset + (panel * rows + row) * 8 + (unit & 7));
          }
        }
      }
    }
  }
}
