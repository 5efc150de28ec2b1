import * as tf from '@tensorflow/tfjs-core';

import type { Experiment } from '../../spec/experiment';
import { weightShapes } from '../../spec/layers';
import { networkOf } from '../../spec/network';
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
import { initializeParameters } from '../initializers';
import type { LossFunction, LossResult } from '../losses';
import { lossFunction, predictionsOf } from '../losses';
import type { Optimizer } from '../optimizers';
import { clipByGlobalNorm, createOptimizer } from '../optimizers';
import { Parameters } from '../parameters';
import type { Backend } from './backend';
import type { EngineCore } from './core';
import { chunkSizeFor, groupsOf, isEmpty, multipliedWeights, runGroup, valuesOf } from './core';
import { decodingOf, generatingOf } from './decoding';
import { drawMasks, masksOfRows } from './dropoutMasks';
import type { Group } from './examples';
import { Examples } from './examples';
import { gatesOf, gradientNormsOf, hiddenStatesOf } from './inspecting';
import type { NetworkGradients, NetworkPass } from './network';
import { scatterSteps } from './rows';
import { refuseUnsupported } from './supports';

/**
 * The engine on TensorFlow.js, whose operations compute the model and its gradients. Weights, optimizer and loss stay
 * in plain arrays, so that checkpoints and other engines share them, and no tensor outlives a call.
 *
 * Sequences that differ in length are computed in groups of equal length: nothing is padded. At steps beyond an
 * example's length `gradientNorms` has 0.
 */
export class TensorflowEngine implements Engine {
  readonly info: EngineInfo;
  private readonly core: EngineCore;
  private readonly parameters: Parameters;
  private readonly gradient: Float32Array;
  private readonly optimizer: Optimizer;
  private readonly dropout: DropoutSource;
  private readonly loss: LossFunction;

  /** @throws UserError `engine/unsupported` */
  constructor(
    private readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    backend: Backend,
  ) {
    refuseUnsupported(experiment);
    const { training } = experiment;
    this.info = { name: 'tensorflow', ...backend };
    const network = networkOf(experiment, shapes);
    this.loss = lossFunction(training.loss, network.head);
    const parameters = new Parameters(weightShapes(experiment, shapes));
    initializeParameters(parameters, training.seed);
    this.parameters = parameters;
    this.gradient = new Float32Array(parameters.values.length);
    this.optimizer = createOptimizer(training.optimizer, parameters);
    this.dropout = new DropoutSource(training.seed);
    const examples = new Examples(network, shapes, 0);
    const chunkSize = chunkSizeFor(parameters, shapes);
    this.core = { network, shapes, parameters, chunkSize, examples, decoding: null };
  }

  allocateData(rows: number, options: DataOptions = {}): EngineData {
    if (options.masked) {
      throw new Error('The TensorFlow.js engine cannot step over padding; sequences of different length need "fused".');
    }
    this.core.decoding = null;
    this.core.examples = new Examples(this.core.network, this.shapes, rows, options);
    return this.core.examples.data;
  }

  trainBatch(examples: Int32Array, learningRate: number): BatchResult {
    const measured = this.computeGradient(examples);
    const gradientNorm = clipByGlobalNorm(this.gradient, this.experiment.training.clipNorm);
    this.optimizer.apply(this.gradient, learningRate);
    return { ...measured, gradientNorm };
  }

  evaluate(examples: Int32Array): number {
    return this.measure(examples).loss;
  }

  measure(examples: Int32Array): Measured {
    const { core } = this;
    const count = core.examples.count(core.examples.groups(examples));
    let loss = 0;
    for (const { group } of groupsOf(core, examples)) {
      if (!isEmpty(core, group)) loss += this.loss(this.outputs(group), core.examples.expected(group), count).loss;
    }
    return { loss, count };
  }

  decode(examples: Int32Array, copies = 1): Decoding {
    return decodingOf(this.core, examples, copies);
  }

  generate(rows: number): Decoding {
    return generatingOf(this.core, rows);
  }

  setInputs(row: number, values: Float32Array): void {
    this.core.examples.data.inputs.set(values, row * this.shapes.features);
  }

  resetStates(): void {
    // No state outlives a batch.
  }

  predict(all: Int32Array): Float32Array {
    const { core } = this;
    const { examples, network, shapes } = core;
    const { head } = network;
    const steps = { last: 1, each: shapes.timeSteps, decoder: shapes.horizon }[head.steps];
    const predictions = new Float32Array(all.length * steps * head.units).fill(NaN);
    for (const { group, places } of groupsOf(core, all)) {
      if (isEmpty(core, group)) continue;
      const made = predictionsOf(head, this.outputs(group));
      examples.turnBack(made, group);
      scatterSteps(predictions, made, places, { steps, of: examples.predictedSteps(group), width: head.units });
    }
    return predictions;
  }

  hiddenStates(examples: Int32Array, layer: number): Float32Array {
    return hiddenStatesOf(this.core, examples, layer);
  }

  gates(examples: Int32Array, layer: number): Record<string, Float32Array> {
    return gatesOf(this.core, examples, layer);
  }

  gradientNorms(examples: Int32Array): Float32Array[] {
    const groups = this.core.examples.groups(examples);
    const count = this.core.examples.count(groups);
    return gradientNormsOf(this.core, groups, (pass, group) => this.backward(pass, group, count, false).gradients);
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
    this.core.decoding = null;
    this.core.examples = new Examples(this.core.network, this.shapes, 0);
  }

  /** Loss of a batch; its gradient goes into `this.gradient`. */
  private computeGradient(batch: Int32Array): Measured {
    const { core, parameters } = this;
    const { examples, network } = core;
    const groups = examples.groups(batch);
    const count = examples.count(groups);
    const masks = drawMasks(network, this.dropout, batch.length);
    const multiplied = multipliedWeights(parameters);
    const wantInput = multiplied.length < parameters.shapes.length;
    this.gradient.fill(0);
    let sum = 0;
    for (const group of groups) {
      if (isEmpty(core, group)) continue;
      tf.tidy(() => {
        const pass = runGroup(core, group, masksOfRows(masks, group.positions));
        const { loss, gradients } = this.backward(pass, group, count, wantInput);
        sum += loss;
        multiplied.forEach((index, i) => {
          const own = gradients.weights[i];
          if (own) addTo(parameters.view(index, this.gradient), own.dataSync<'float32'>());
        });
        for (const side of ['source', 'target'] as const) {
          const byInputs = wantInput ? gradients[side]?.dataSync<'float32'>() : undefined;
          if (byInputs) examples.addEmbeddingGradients(group, side, byInputs, valuesOf(core, this.gradient));
        }
      });
    }
    return { loss: sum, count };
  }

  private backward(
    pass: NetworkPass,
    group: Group,
    count: number,
    wantInput: boolean,
  ): Pick<LossResult, 'loss'> & { gradients: NetworkGradients } {
    const expected = this.core.examples.expected(group);
    const { loss, gradient } = this.loss(pass.outputs.dataSync<'float32'>(), expected, count);
    return { loss, gradients: pass.backward(tf.tensor2d(gradient, pass.outputs.shape), wantInput) };
  }

  private outputs(group: Group): Float32Array {
    return tf.tidy(() => runGroup(this.core, group, []).outputs.dataSync<'float32'>());
  }
}

function addTo(sum: Float32Array, values: Float32Array): void {
  values.forEach((value, i) => (sum[i] = (sum[i] ?? NaN) + value));
}
