/** What passes from `data` to an engine: how much room is needed, and the room to be filled. */

export interface DataOptions {
  /** Whether some rows are padding, so that sequences may differ in length. */
  readonly masked?: boolean;
  /** Rows of targets and labels where they do not stand beside the inputs (with `examples`). */
  readonly targetRows?: number;
  /** Length of `EngineData.index`. */
  readonly examples?: number;
  /**
   * Numbers of steps that batches of sequences are computed with, at most 16, the largest last: a batch takes the first
   * in which its longest example fits. No result depends on them. Absent: the shapes' own.
   */
  readonly buckets?: readonly Bucket[];
  /**
   * Scales each window by its own level (the last value) and spread (the deviation around the mean, 1 where there is
   * none), before it is fed, and turns what is predicted back; the loss is taken on scaled values. Input columns that are
   * scaled, and for each target the input column whose level and spread it is scaled by. Windows only.
   */
  readonly windowScale?: { readonly inputs: readonly number[]; readonly targets: readonly number[] };
}

export interface Bucket {
  readonly timeSteps: number;
  /** Steps of the targets; 1 where one class is predicted, `timeSteps` where every step is. */
  readonly horizon: number;
}

export interface EngineData {
  /** [rows, features], row-major. */
  readonly inputs: Float32Array;
  /** [rows, targets], row-major. */
  readonly targets: Float32Array;
  /**
   * [rows]: 1 for a real row, 0 for padding; all 1 at first. null unless masked rows were asked for.
   *
   * Recurrent layers step over padding, in every layer and direction, as Keras' do with a mask: the state after a row of
   * padding is the one before it (zero where no real row came yet), so that a window ends with the state after its last
   * real row, and what stands in padded rows, finite as it must be, changes neither outputs nor gradients. Padding
   * before, after and between real rows is the same in this. At padding, `hiddenStates` has the state that was kept,
   * and `gradientNorms` the gradient by it.
   */
  readonly mask: Uint8Array | null;
  /**
   * [columns, rows]: token of each source row (with `shapes.vocabulary`), then the category of each in the columns of
   * `shapes.categories`, column after column; otherwise empty.
   */
  readonly tokens: Int32Array;
  /**
   * [targetRows]: class or token of each target row (with `shapes.classes`), otherwise empty. A decoder of tokens reads
   * row i and is to say row i + 1: start, y1 … yn, end stand one after the other.
   */
  readonly labels: Int32Array;
  /** [rows, known], row-major: columns known beforehand, read in the predicted rows. */
  readonly known: Float32Array;
  /** [classes]: weight of each class in the loss, all 1 at first. */
  readonly classWeights: Float32Array;
  /**
   * [examples, 4], row-major: first source row, source steps, first target row, target steps. A decoder of tokens with
   * n target steps reads labels of n rows and is to say those one row on. Steps beyond the number are masked.
   */
  readonly index: Int32Array;
}
