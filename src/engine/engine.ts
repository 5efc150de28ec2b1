import type { Bucket, DataOptions, EngineData } from '../spec/engineData';
import type { ModelShapes } from '../spec/shapes';

export type { Bucket, DataOptions, EngineData, ModelShapes };

/**
 * The one interface that every engine implements. It knows numbers and shapes, not files, columns or units.
 *
 * B batch, T time steps, F input features, H units, O outputs (`Head.units` of `spec/network.ts`).
 * A batch is a list of examples, each a number. Without `DataOptions.examples` an example is a window's start row into
 * the data, never a copy: window `s` reads inputs of rows [s, s + T) and, for training, targets of the rows
 * [s + T, s + T + horizon) (one-to-one has T = 1), and `known` of those rows. With it, an example is a row of
 * `EngineData.index`: sequences that differ in length.
 *
 * An engine works on one call at a time. A call that computes for long gives the event loop its turn in between, so that
 * the process stays answerable; a short one may be done when it returns, which saves the wait for a promise.
 */
export interface Engine {
  readonly info: EngineInfo;
  readonly shapes: ModelShapes;

  /**
   * Rows in the engine's own memory, to be filled by the caller before the first batch, and before another call asks for
   * memory: where a machine has no shared memory, that may leave the arrays empty.
   * @throws Error when masked rows are asked of an engine that cannot step over padding
   */
  allocateData(rows: number, options?: DataOptions): EngineData;

  /**
   * One update of the weights.
   * @param examples length B (the last batch of an epoch may be smaller)
   * @returns mean loss over the batch before the update, and the gradient's global norm before clipping
   */
  trainBatch(examples: Int32Array, learningRate: number): Awaitable<BatchResult>;

  /** Mean loss over the examples, without dropout and without an update. */
  evaluate(examples: Int32Array): Awaitable<number>;
  /** The same with what it is a mean over, so that parts can be put together: see `BatchResult.count`. */
  measure(examples: Int32Array): Awaitable<Measured>;

  /**
   * Outputs, row-major [examples, steps, O], with softmax and sigmoid applied; steps is 1 for a head on the last state,
   * `shapes.timeSteps` for one on every step, `shapes.horizon` for a decoder's (which reads the true targets of the steps
   * before, as in training, where it has an input for them). Steps beyond an example's length are NaN.
   */
  predict(examples: Int32Array): Awaitable<Float32Array>;

  /**
   * Runs the encoder on examples, each `copies` times in a row (for beam search), and gives the decoder to step through.
   * One decoding at a time: another call of the engine ends it.
   */
  decode(examples: Int32Array, copies?: number): Awaitable<Decoding>;
  /** A network that writes on (a head on every step), to be stepped from the zero state, `rows` texts side by side. */
  generate(rows: number): Awaitable<Decoding>;

  /** Copies rows of numeric inputs over those that stand there from `row` on: forecasts that are fed back. */
  setInputs(row: number, values: Float32Array): void;

  /**
   * Gates of recurrent layer `layer` by name (LSTM i, f, c, o; GRU z, r, h; none of SimpleRNN), after activation, each as
   * `hiddenStates`. Where two directions are merged, not concatenated: `forward i`, `backward i` and so on, [B, T, H].
   * NaN at steps beyond an example's own.
   */
  gates(examples: Int32Array, layer: number): Awaitable<Readonly<Record<string, Float32Array>>>;

  /**
   * With `training.stateful`, row b of a batch goes on with the states that row b of the batch before ended with, in
   * `trainBatch`, `measure` and `evaluate` (of at most as many rows as the largest batch trained); all other calls begin
   * with zeros and change none of them. This makes the next batch begin with zeros; so does `allocateData`.
   */
  resetStates(): void;

  /**
   * Hidden states of recurrent layer `layer`, row-major [B, T, H] (H doubled for a concatenated bidirectional layer).
   * Layers are counted over the encoder, then the decoder; T is a decoder's own number of steps in its layers.
   */
  hiddenStates(starts: Int32Array, layer: number): Awaitable<Float32Array>;

  /** Norm of the loss' gradient with respect to each recurrent layer's output at each time step: [layer][T]. */
  gradientNorms(starts: Int32Array): Awaitable<Float32Array[]>;

  /** Copies of all weights, Keras' names and order. */
  weights(): NamedWeight[];
  /** @throws Error when names or shapes differ from `weights()` */
  setWeights(weights: readonly NamedWeight[]): void;

  /** All that the optimizer remembers, for a checkpoint. */
  optimizerState(): OptimizerState;
  setOptimizerState(state: OptimizerState): void;

  /** State of the generator of dropout masks, for a checkpoint. */
  randomState(): readonly number[];
  setRandomState(state: readonly number[]): void;

  /**
   * Ends the call that is running as soon as possible: it throws `Interrupted`, and weights, optimizer and generator are
   * those before it. Without a running call nothing happens. An engine whose calls give no turns cannot be interrupted.
   */
  interrupt(): void;

  /** Gives back all memory. The engine cannot be used afterwards. */
  dispose(): void;
}

export type Awaitable<T> = T | Promise<T>;

/** Thrown by a call that was ended by `interrupt`. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('The computation was interrupted.');
  }
}

export interface EngineInfo {
  readonly name: 'tensorflow' | 'fused';
  /** What computes, as shown to the user: `tfjs-node 4.22.0 (TensorFlow 2.9.1)`, `TensorFlow.js 4.22.0 (WebAssembly, SIMD)`. */
  readonly backend: string;
  readonly threads: number;
  /** Versions of what computes, for `summary.json`. */
  readonly versions: Readonly<Record<string, string>>;
  /** What the user should know of this choice (e.g. why a faster engine was not taken). */
  readonly notes: readonly string[];
}

export interface Measured {
  readonly loss: number;
  /** What the loss is a mean over: examples where one vector or class is predicted, real steps where every one is. */
  readonly count: number;
}

export interface BatchResult extends Measured {
  readonly gradientNorm: number;
}

/** A decoder, or a network that writes on, one step a call. */
export interface Decoding {
  /**
   * @param inputs [rows]: tokens; or [rows, targets]: the numbers predicted last
   * @param columns [rows, known] or, of a network that writes on, [rows, features]: what stands beside them
   * @returns [rows, O]: probabilities or numbers; holds until the next call
   */
  step(inputs: Int32Array | Float32Array, columns?: Float32Array): Awaitable<Float32Array>;
  /** Row i goes on from the state of row `parents[i]`. */
  reorder(parents: Int32Array): void;
  /** Attention of the last step, [rows, timeSteps], or null without. */
  attention(): Float32Array | null;
}

/** A weight as Keras names it: `lstm/kernel`, `lstm/recurrent_kernel`, `lstm/bias`, `bidirectional/forward_lstm/kernel`, `dense/kernel`. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface OptimizerState {
  readonly step: number;
  /** E.g. `m/lstm/kernel`, `v/lstm/kernel`. */
  readonly slots: readonly NamedWeight[];
}

export interface EngineOptions {
  /** Upper limit for threads; engines may use fewer. */
  readonly threads: number;
}
