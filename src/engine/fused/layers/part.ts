import type { View } from '../memory/layout';
import type { Rows } from '../program/tape';

/** Some columns of a layer's input, and where the gradient by them goes. Two directions side by side are two parts. */
export interface Part {
  readonly rows: Rows;
  /** The rows hold the number of a token instead, which stands for a one at its place of the columns; see `Tape.lookUp`. */
  readonly isToken?: boolean;
  /** Which rows of the layer's kernel these columns meet. */
  readonly firstRow: number;
  readonly width: number;
  /** Where the layer puts the gradient by this part, of the same steps; null where nobody asks. */
  readonly gradient: View | null;
  /** Whether every step reads the same row, so that the gradient, of one step, is the sum over all. */
  readonly shared?: boolean;
}
