/**
 * Sizes of the network as Python expressions that hold in `main` after the data were read: a number where the experiment
 * tells it, otherwise what the program counts (`len(vocabulary)`). What is not a number is an argument of `create_model`.
 */
export interface Sizes {
  /** Numeric columns of a step; '0' where there are none. */
  readonly features: string;
  /** Source tokens with the special ones. */
  readonly vocabulary?: string;
  /** Values of each embedded column, with that of rows that have none of them. */
  readonly categories?: readonly string[];
  /** Labels, or target tokens with the special ones. */
  readonly classes?: string;
  /** Numeric columns whose future values are known, of a step. */
  readonly known?: string;
  /** Steps that a decoder predicts, or of which known columns stand beside the last state; absent: as in the shapes. */
  readonly horizon?: string;
}
