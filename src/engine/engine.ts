/**
 * The one interface that every engine implements. It knows numbers and shapes, not files, columns or units.
 *
 * B batch, T time steps, F input features, H units, O outputs (targets × horizon).
 * Windows are start rows into the data, never copies: window `s` reads inputs of rows [s, s + T) and, for training,
 * targets of the rows [s + T, s + T + horizon) (one-to-one has T = 1).
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
   * @param starts start rows of the windows, length B (the last batch of an epoch may be smaller)
   * @returns mean loss over the batch before the update, and the gradient's global norm before clipping
   */
  trainBatch(starts: Int32Array, learningRate: number): Awaitable<BatchResult>;

  /** Mean loss over the windows, without dropout and without an update. */
  evaluate(starts: Int32Array): Awaitable<number>;

  /** Outputs, row-major [windows, O]: for each window horizon × targets. */
  predict(starts: Int32Array): Awaitable<Float32Array>;

  /** Hidden states of recurrent layer `layer`, row-major [B, T, H] (H doubled for a concatenated bidirectional layer). */
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

export interface ModelShapes {
  readonly timeSteps: number;
  readonly features: number;
  readonly horizon: number;
  readonly targets: number;
}

export interface DataOptions {
  /** Whether some rows are padding, so that sequences may differ in length. */
  readonly masked?: boolean;
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
}

export interface BatchResult {
  readonly loss: number;
  readonly gradientNorm: number;
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
