import * as tf from '@tensorflow/tfjs-core';

import type { Experiment } from '../../spec/experiment';
import { outputUnits, weightShapes } from '../../spec/layers';
import { DropoutSource } from '../dropout';
import type {
  BatchResult,
  DataOptions,
  Decoding,
  Engine,
  EngineData,
  EngineInfo,
  Measured,
  ModelShapes,
  NamedWeight,
  OptimizerState,
} from '../engine';
import { noData, unsupported } from '../engineData';
import { initializeParameters } from '../initializers';
import type { LossFunction, LossResult } from '../losses';
import { lossFunction } from '../losses';
import type { Optimizer } from '../optimizers';
import { clipByGlobalNorm, createOptimizer, globalNorm } from '../optimizers';
import { Parameters, sizeOf } from '../parameters';
import { inBatches, gatherInputs, gatherTargets } from '../windows';
import type { Backend } from './backend';
import type { MaskMatrices } from './direction';
import * as m from './matrix';
import type { NetworkPass } from './network';
import { runNetwork } from './network';

/** Upper limit for the values of one intermediate tensor in passes without an update: 4 Mi values are 16 MiB. */
const maxPassValues = 4 << 20;

/**
 * The engine on TensorFlow.js, whose operations compute the model and its gradients. Weights, optimizer and loss stay
 * in plain arrays, so that checkpoints and other engines share them, and no tensor outlives a call.
 */
export class TensorflowEngine implements Engine {
  readonly info: EngineInfo;
  private readonly parameters: Parameters;
  private readonly gradient: Float32Array;
  private readonly optimizer: Optimizer;
  private readonly dropout: DropoutSource;
  private readonly loss: LossFunction;
  private readonly chunkSize: number;
  private data: EngineData = noData;

  constructor(
    private readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    backend: Backend,
  ) {
    const { training } = experiment;
    this.info = { name: 'tensorflow', ...backend };
    this.loss = lossFunction(training.loss);
    this.parameters = new Parameters(weightShapes(experiment, shapes));
    initializeParameters(this.parameters, training.seed);
    this.gradient = new Float32Array(this.parameters.values.length);
    this.optimizer = createOptimizer(training.optimizer, this.parameters);
    this.dropout = new DropoutSource(training.seed);
    const widest = Math.max(...this.parameters.shapes.map(({ shape }) => shape.at(-1) ?? 1));
    this.chunkSize = Math.max(1, Math.min(4096, Math.floor(maxPassValues / (shapes.timeSteps * widest))));
  }

  allocateData(rows: number, { masked = false }: DataOptions = {}): EngineData {
    if (masked) {
      throw new Error('The TensorFlow.js engine cannot step over padding; sequences of different length need "fused".');
    }
    const { features, targets } = this.shapes;
    this.data = { ...noData, inputs: new Float32Array(rows * features), targets: new Float32Array(rows * targets) };
    return this.data;
  }

  trainBatch(starts: Int32Array, learningRate: number): BatchResult {
    const loss = this.computeGradient(starts);
    const gradientNorm = clipByGlobalNorm(this.gradient, this.experiment.training.clipNorm);
    this.optimizer.apply(this.gradient, learningRate);
    return { loss, gradientNorm, count: starts.length };
  }

  evaluate(starts: Int32Array): number {
    let sum = 0;
    for (const part of inBatches(starts, this.chunkSize)) {
      const targets = gatherTargets(this.data.targets, part, this.shapes);
      sum += this.loss(this.outputs(part), targets).loss * part.length;
    }
    return sum / starts.length;
  }

  measure(starts: Int32Array): Measured {
    return { loss: this.evaluate(starts), count: starts.length };
  }

  decode(): Decoding {
    throw unsupported('TensorFlow.js', 'decoders');
  }

  generate(): Decoding {
    throw unsupported('TensorFlow.js', 'networks that write on');
  }

  setInputs(row: number, values: Float32Array): void {
    this.data.inputs.set(values, row * this.shapes.features);
  }

  gates(): never {
    throw unsupported('TensorFlow.js', 'gates on their own');
  }

  resetStates(): void {
    // No state outlives a batch.
  }

  predict(starts: Int32Array): Float32Array {
    const width = this.shapes.horizon * this.shapes.targets;
    const predictions = new Float32Array(starts.length * width);
    [...inBatches(starts, this.chunkSize)].forEach((part, i) => {
      predictions.set(this.outputs(part), i * this.chunkSize * width);
    });
    return predictions;
  }

  hiddenStates(starts: Int32Array, layer: number): Float32Array {
    const described = this.experiment.model.layers[layer];
    if (!described) throw new RangeError(`The model has no recurrent layer ${layer}.`);
    const size = this.shapes.timeSteps * outputUnits(described);
    const states = new Float32Array(starts.length * size);
    [...inBatches(starts, this.chunkSize)].forEach((part, i) => {
      const values = tf.tidy(() => {
        const steps = this.run(part, []).states[layer] ?? [];
        return m.concat(steps, m.axis.columns).dataSync<'float32'>(); // [B, T·H]
      });
      states.set(values, i * this.chunkSize * size);
    });
    return states;
  }

  gradientNorms(starts: Int32Array): Float32Array[] {
    return tf.tidy(() => {
      const pass = this.run(starts, []);
      const { gradient } = this.lossOf(pass, starts);
      const { states } = pass.backward(tf.tensor2d(gradient, pass.outputs.shape));
      return states.map((directions) => {
        const squares = new Float64Array(this.shapes.timeSteps);
        for (const steps of directions) {
          steps.forEach((step, t) => {
            squares[t] = (squares[t] ?? 0) + globalNorm(step.dataSync<'float32'>()) ** 2;
          });
        }
        return Float32Array.from(squares, Math.sqrt);
      });
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

  /** A call of TensorFlow.js gives no turn to anything else before it is done. */
  interrupt(): void {
    // Nothing can be running.
  }

  dispose(): void {
    this.data = noData;
  }

  /** Loss of a batch; its gradient goes into `this.gradient`. */
  private computeGradient(starts: Int32Array): number {
    return tf.tidy(() => {
      const pass = this.run(starts, this.drawMasks(starts.length));
      const { loss, gradient } = this.lossOf(pass, starts);
      const { weights } = pass.backward(tf.tensor2d(gradient, pass.outputs.shape));
      weights.forEach((weight, i) => {
        this.parameters.view(i, this.gradient).set(weight.dataSync<'float32'>());
      });
      return loss;
    });
  }

  private lossOf(pass: NetworkPass, starts: Int32Array): LossResult {
    return this.loss(pass.outputs.dataSync<'float32'>(), gatherTargets(this.data.targets, starts, this.shapes));
  }

  private outputs(starts: Int32Array): Float32Array {
    return tf.tidy(() => this.run(starts, []).outputs.dataSync<'float32'>());
  }

  private run(starts: Int32Array, masks: MaskMatrices[][]): NetworkPass {
    const { timeSteps, features } = this.shapes;
    const x = tf.tensor2d(gatherInputs(this.data.inputs, starts, this.shapes), [timeSteps * starts.length, features]);
    // Copies, because a backend may keep the array that a tensor was made from.
    const weights = this.parameters.shapes.map(({ shape }, i) => {
      const columns = shape.at(-1) ?? 1;
      return tf.tensor2d(this.parameters.view(i).slice(), [sizeOf(shape) / columns, columns]);
    });
    return runNetwork(this.experiment, weights, masks, x, timeSteps);
  }

  private drawMasks(batchSize: number): MaskMatrices[][] {
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
