import * as tf from '@tensorflow/tfjs-core';

import type { Experiment } from '../../spec/experiment';
import { outputUnits, weightShapes } from '../../spec/layers';
import { DropoutSource } from '../dropout';
import type { BatchResult, Engine, EngineData, EngineInfo, ModelShapes, NamedWeight, OptimizerState } from '../engine';
import { initializeParameters } from '../initializers';
import type { LossFunction } from '../losses';
import { lossFunction } from '../losses';
import type { Optimizer } from '../optimizers';
import { clipByGlobalNorm, createOptimizer } from '../optimizers';
import { Parameters } from '../parameters';
import { chunks, gatherInputs, gatherTargets } from '../windows';
import type { Backend } from './backend';
import type { CellMasks } from './cells';
import type { PassOptions } from './network';
import { runNetwork } from './network';

const plainPass: PassOptions = { masks: [], probes: [] };

/** Upper limit for the values of one intermediate tensor in passes without an update: 4 Mi values are 16 MiB. */
const maxPassValues = 4 << 20;

/**
 * The engine on TensorFlow.js: its operations run the model and its tape gives the gradients. Weights, optimizer and
 * loss stay in plain arrays, so that checkpoints and other engines share them, and no tensor outlives a call.
 */
export class TensorflowEngine implements Engine {
  readonly info: EngineInfo;
  private readonly parameters: Parameters;
  private readonly gradient: Float32Array;
  private readonly optimizer: Optimizer;
  private readonly dropout: DropoutSource;
  private readonly loss: LossFunction;
  private readonly chunkSize: number;
  private data: EngineData = { inputs: new Float32Array(0), targets: new Float32Array(0) };

  constructor(
    private readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    backend: Backend,
  ) {
    const { training } = experiment;
    this.info = { name: 'tensorflow', ...backend };
    this.loss = lossFunction(training.loss);
    this.parameters = new Parameters(weightShapes(experiment));
    initializeParameters(this.parameters, training.seed);
    this.gradient = new Float32Array(this.parameters.values.length);
    this.optimizer = createOptimizer(training.optimizer, this.parameters);
    this.dropout = new DropoutSource(training.seed);
    const widest = Math.max(...this.parameters.shapes.map(({ shape }) => shape.at(-1) ?? 1));
    this.chunkSize = Math.max(1, Math.min(4096, Math.floor(maxPassValues / (shapes.timeSteps * widest))));
  }

  allocateData(rows: number): EngineData {
    const { features, targets } = this.shapes;
    this.data = { inputs: new Float32Array(rows * features), targets: new Float32Array(rows * targets) };
    return this.data;
  }

  trainBatch(starts: Int32Array, learningRate: number): BatchResult {
    const loss = tf.tidy(() => this.computeGradient(starts, this.drawMasks(starts.length)));
    const gradientNorm = clipByGlobalNorm(this.gradient, this.experiment.training.clipNorm);
    this.optimizer.apply(this.gradient, learningRate);
    return { loss, gradientNorm };
  }

  evaluate(starts: Int32Array): number {
    let sum = 0;
    for (const part of chunks(starts, this.chunkSize)) {
      const targets = gatherTargets(this.data.targets, part, this.shapes);
      sum += this.loss(this.outputs(part), targets).loss * part.length;
    }
    return sum / starts.length;
  }

  predict(starts: Int32Array): Float32Array {
    const width = this.shapes.horizon * this.shapes.targets;
    const predictions = new Float32Array(starts.length * width);
    chunks(starts, this.chunkSize).forEach((part, i) => {
      predictions.set(this.outputs(part), i * this.chunkSize * width);
    });
    return predictions;
  }

  hiddenStates(starts: Int32Array, layer: number): Float32Array {
    const described = this.experiment.model.layers[layer];
    if (!described) throw new RangeError(`The model has no recurrent layer ${layer}.`);
    const size = this.shapes.timeSteps * outputUnits(described);
    const states = new Float32Array(starts.length * size);
    chunks(starts, this.chunkSize).forEach((part, i) => {
      const values = tf.tidy(() => {
        const steps = this.run(this.weightTensors(), part, plainPass).states[layer] ?? [];
        return tf.stack([...steps], 1).dataSync<'float32'>();
      });
      states.set(values, i * this.chunkSize * size);
    });
    return states;
  }

  gradientNorms(starts: Int32Array): Float32Array[] {
    const { layers } = this.experiment.model;
    return tf.tidy(() => {
      const weights = this.weightTensors();
      const probes = layers.map((layer) =>
        (layer.bidirectional ? [0, 1] : [0]).map(() =>
          Array.from({ length: this.shapes.timeSteps }, () => tf.zeros<tf.Rank.R2>([starts.length, layer.units])),
        ),
      );
      const { grads } = tf
        .engine()
        .gradients(
          () => this.lossTensor(this.run(weights, starts, { masks: [], probes }).outputs, starts),
          probes.flat(2),
          undefined,
          true,
        );
      const squares = (grads as (tf.Tensor | null | undefined)[]).map((grad) =>
        sumOfSquares(grad?.dataSync<'float32'>()),
      );
      return normsByTime(
        squares,
        layers.map((layer) => layer.bidirectional),
        this.shapes.timeSteps,
      );
    });
  }

  weights(): NamedWeight[] {
    return this.parameters.toNamed();
  }

  setWeights(weights: readonly NamedWeight[]): void {
    this.parameters.fromNamed(weights);
  }

  optimizerState(): OptimizerState {
    return this.optimizer.state();
  }

  setOptimizerState(state: OptimizerState): void {
    this.optimizer.setState(state);
  }

  randomState(): readonly number[] {
    return this.dropout.state();
  }

  setRandomState(state: readonly number[]): void {
    this.dropout.setState(state);
  }

  dispose(): void {
    this.data = { inputs: new Float32Array(0), targets: new Float32Array(0) };
  }

  /** Loss of a batch; its gradient goes into `this.gradient`. */
  private computeGradient(starts: Int32Array, masks: PassOptions['masks']): number {
    const weights = this.weightTensors();
    let loss = NaN;
    const { grads } = tf.engine().gradients(
      () => {
        const { outputs } = this.run(weights, starts, { masks, probes: [] });
        return this.lossTensor(outputs, starts, (value) => (loss = value));
      },
      weights,
      undefined,
      true,
    );
    // A recurrent kernel has no part in windows of one step: its gradient is missing, which means zero.
    (grads as (tf.Tensor | null | undefined)[]).forEach((grad, i) => {
      const values = grad?.dataSync<'float32'>();
      const view = this.parameters.view(i, this.gradient);
      if (values) view.set(values);
      else view.fill(0);
    });
    return loss;
  }

  /** The loss as a node of the tape, with value and gradient from the plain loss function. */
  private lossTensor(outputs: tf.Tensor2D, starts: Int32Array, onLoss?: (loss: number) => void): tf.Scalar {
    const targets = gatherTargets(this.data.targets, starts, this.shapes);
    const node = tf.customGrad((tensor) => {
      const predictions = tensor as tf.Tensor2D;
      const { loss, gradient } = this.loss(predictions.dataSync<'float32'>(), targets);
      onLoss?.(loss);
      return { value: tf.scalar(loss), gradFunc: () => tf.tensor2d(gradient, predictions.shape) };
    });
    return node(outputs) as tf.Scalar;
  }

  private outputs(starts: Int32Array): Float32Array {
    return tf.tidy(() => this.run(this.weightTensors(), starts, plainPass).outputs.dataSync<'float32'>());
  }

  private run(weights: readonly tf.Tensor[], starts: Int32Array, options: PassOptions) {
    const { timeSteps, features } = this.shapes;
    const inputs = gatherInputs(this.data.inputs, starts, this.shapes);
    const x = tf.tensor2d(inputs, [timeSteps * starts.length, features]);
    return runNetwork(this.experiment, weights, x, timeSteps, options);
  }

  private weightTensors(): tf.Tensor[] {
    return this.parameters.shapes.map(({ shape }, i) => tf.tensor(this.parameters.view(i), [...shape], 'float32'));
  }

  private drawMasks(batchSize: number): CellMasks[][] {
    let features = this.shapes.features;
    return this.experiment.model.layers.map((layer) => {
      const directions = (layer.bidirectional ? [0, 1] : [0]).map(() => {
        const masks = this.dropout.masks(layer, batchSize, features);
        return {
          inputs: masks.inputs.map((mask) => tf.tensor2d(mask, [batchSize, features])),
          recurrent: masks.recurrent.map((mask) => tf.tensor2d(mask, [batchSize, layer.units])),
        };
      });
      features = outputUnits(layer);
      return directions;
    });
  }
}

function sumOfSquares(values: Float32Array | undefined): number {
  return values?.reduce((sum, value) => sum + value * value, 0) ?? 0;
}

/** Sorts squares, in order of layer, direction and step of processing, into norms by layer and time step. */
function normsByTime(squares: readonly number[], bidirectional: readonly boolean[], timeSteps: number): Float32Array[] {
  let next = 0;
  return bidirectional.map((both) => {
    const sums = new Float32Array(timeSteps);
    for (let t = 0; t < timeSteps; t++) sums[t] = squares[next++] ?? NaN;
    if (both) for (let t = timeSteps - 1; t >= 0; t--) sums[t] = (sums[t] ?? NaN) + (squares[next++] ?? NaN);
    return sums.map(Math.sqrt);
  });
}
