import * as tf from '@tensorflow/tfjs-core';

import type { Experiment } from '../../spec/experiment';
import { weightShapes } from '../../spec/layers';
import { type Network, networkOf, outputUnits } from '../../spec/network';
import { type DropoutMasks, DropoutSource } from '../dropout';
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
import { unsupported } from '../engineData';
import { initializeParameters } from '../initializers';
import type { LossFunction, LossResult } from '../losses';
import { lossFunction, predictionsOf } from '../losses';
import type { Optimizer } from '../optimizers';
import { clipByGlobalNorm, createOptimizer, globalNorm } from '../optimizers';
import { Parameters, sizeOf } from '../parameters';
import { inBatches } from '../windows';
import type { Backend } from './backend';
import type { MaskMatrices } from './direction';
import type { Group } from './examples';
import { Examples } from './examples';
import * as m from './matrix';
import type { NetworkGradients, NetworkPass } from './network';
import { runNetwork } from './network';
import { refuseUnsupported } from './supports';

/** Upper limit for the values of one intermediate tensor in passes without an update: 4 Mi values are 16 MiB. */
const maxPassValues = 4 << 20;

/**
 * The engine on TensorFlow.js, whose operations compute the model and its gradients. Weights, optimizer and loss stay
 * in plain arrays, so that checkpoints and other engines share them, and no tensor outlives a call.
 *
 * Sequences that differ in length are computed in groups of equal length: nothing is padded. At steps beyond an
 * example's length `gradientNorms` has 0.
 */
export class TensorflowEngine implements Engine {
  readonly info: EngineInfo;
  private readonly network: Network;
  private readonly parameters: Parameters;
  /** Weights that are looked up, not multiplied: vectors of tokens and categories, column by column, which are the first. */
  private readonly embeddings: number;
  private readonly gradient: Float32Array;
  private readonly optimizer: Optimizer;
  private readonly dropout: DropoutSource;
  private readonly loss: LossFunction;
  private readonly chunkSize: number;
  private examples: Examples;

  /** @throws UserError `engine/unsupported` */
  constructor(
    private readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    backend: Backend,
  ) {
    refuseUnsupported(experiment);
    const { training } = experiment;
    this.info = { name: 'tensorflow', ...backend };
    this.network = networkOf(experiment, shapes);
    this.loss = lossFunction(training.loss, this.network.head);
    this.parameters = new Parameters(weightShapes(experiment, shapes));
    this.embeddings = this.network.inputs.filter(({ kind }) => kind === 'embedding').length;
    initializeParameters(this.parameters, training.seed);
    this.gradient = new Float32Array(this.parameters.values.length);
    this.optimizer = createOptimizer(training.optimizer, this.parameters);
    this.dropout = new DropoutSource(training.seed);
    const widest = Math.max(...this.parameters.shapes.map(({ shape }) => shape.at(-1) ?? 1));
    this.chunkSize = Math.max(1, Math.min(4096, Math.floor(maxPassValues / (shapes.timeSteps * widest))));
    this.examples = new Examples(this.network, shapes, 0);
  }

  allocateData(rows: number, options: DataOptions = {}): EngineData {
    if (options.masked) {
      throw new Error('The TensorFlow.js engine cannot step over padding; sequences of different length need "fused".');
    }
    this.examples = new Examples(this.network, this.shapes, rows, options);
    return this.examples.data;
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
    const count = this.examples.count(this.examples.groups(examples));
    let loss = 0;
    this.eachGroup(examples, (group) => {
      loss += this.loss(this.outputs(group), this.examples.expected(group), count).loss;
    });
    return { loss, count };
  }

  decode(): Decoding {
    throw unsupported('TensorFlow.js', 'decoders');
  }

  generate(): Decoding {
    throw unsupported('TensorFlow.js', 'networks that write on');
  }

  setInputs(row: number, values: Float32Array): void {
    this.examples.data.inputs.set(values, row * this.shapes.features);
  }

  gates(): never {
    throw unsupported('TensorFlow.js', 'gates on their own');
  }

  resetStates(): void {
    // No state outlives a batch.
  }

  predict(examples: Int32Array): Float32Array {
    const { head } = this.network;
    const steps = head.steps === 'each' ? this.shapes.timeSteps : 1;
    const predictions = new Float32Array(examples.length * steps * head.units).fill(NaN);
    this.eachGroup(examples, (group, places) => {
      const made = predictionsOf(head, this.outputs(group));
      if (head.steps === 'last') this.examples.turnBack(made, group);
      scatterSteps(predictions, made, places, {
        steps,
        of: head.steps === 'each' ? group.steps : 1,
        width: head.units,
      });
    });
    return predictions;
  }

  hiddenStates(examples: Int32Array, layer: number): Float32Array {
    const block = this.network.encoder[layer];
    if (!block) throw new RangeError(`The model has no recurrent layer ${layer}.`);
    const { timeSteps } = this.shapes;
    const width = outputUnits(block.layer);
    const states = new Float32Array(examples.length * timeSteps * width);
    this.eachGroup(examples, (group, places) => {
      const values = tf.tidy(() => {
        const pass = this.run(group, []);
        const sequence = [...(pass.states[layer] ?? [])];
        const kept = pass.kept[layer];
        while (kept && sequence.length < timeSteps) sequence.push(kept);
        return m.concat(sequence, m.axis.rows).dataSync<'float32'>();
      });
      scatterSteps(states, values, places, { steps: timeSteps, of: timeSteps, width });
    });
    return states;
  }

  gradientNorms(examples: Int32Array): Float32Array[] {
    const squares = this.network.encoder.map(() => new Float64Array(this.shapes.timeSteps));
    const groups = this.examples.groups(examples);
    const count = this.examples.count(groups);
    for (const group of groups) {
      if (this.isEmpty(group)) continue;
      tf.tidy(() => {
        const { states } = this.backward(this.run(group, []), group, count, false).gradients;
        states.forEach((directions, layer) => {
          const sums = squares[layer];
          for (const steps of directions) {
            steps.forEach((step, t) => {
              if (sums) sums[t] = (sums[t] ?? 0) + globalNorm(step.dataSync<'float32'>()) ** 2;
            });
          }
        });
      });
    }
    return squares.map((sums) => Float32Array.from(sums, Math.sqrt));
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
    this.examples = new Examples(this.network, this.shapes, 0);
  }

  /** Loss of a batch; its gradient goes into `this.gradient`. */
  private computeGradient(examples: Int32Array): Measured {
    const groups = this.examples.groups(examples);
    const count = this.examples.count(groups);
    const masks = this.drawMasks(examples.length);
    this.gradient.fill(0);
    let sum = 0;
    for (const group of groups) {
      if (this.isEmpty(group)) continue;
      tf.tidy(() => {
        const pass = this.run(
          group,
          masks.map((layer) => layer.map((drawn) => rowsOfMasks(drawn, group.positions))),
        );
        const { loss, gradients } = this.backward(pass, group, count, this.embeddings > 0);
        sum += loss;
        gradients.weights.forEach((weight, i) => {
          addTo(this.parameters.view(this.embeddings + i, this.gradient), weight.dataSync<'float32'>());
        });
        if (gradients.input) {
          const byInputs = gradients.input.dataSync<'float32'>();
          this.examples.addEmbeddingGradient(group, byInputs, (i) => this.parameters.view(i, this.gradient));
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
    const { loss, gradient } = this.loss(pass.outputs.dataSync<'float32'>(), this.examples.expected(group), count);
    return { loss, gradients: pass.backward(tf.tensor2d(gradient, pass.outputs.shape), wantInput) };
  }

  /** Goes through examples in groups that fit into memory, with the places of each group's examples. */
  private eachGroup(examples: Int32Array, visit: (group: Group, places: Int32Array) => void): void {
    [...inBatches(examples, this.chunkSize)].forEach((part, i) => {
      for (const group of this.examples.groups(part)) {
        if (this.isEmpty(group)) continue;
        visit(
          group,
          group.positions.map((position) => i * this.chunkSize + position),
        );
      }
    });
  }

  /** Whether nothing is predicted for a group. */
  private isEmpty({ steps }: Group): boolean {
    return steps === 0 && this.network.head.steps === 'each';
  }

  private outputs(group: Group): Float32Array {
    return tf.tidy(() => this.run(group, []).outputs.dataSync<'float32'>());
  }

  private run(group: Group, masks: MaskMatrices[][]): NetworkPass {
    const { parameters, embeddings, network } = this;
    const { steps } = group;
    const batchSize = group.first.length;
    const inputs = this.examples.inputs(group, (i) => parameters.view(i));
    const known = this.examples.known(group);
    return runNetwork({
      network,
      masks,
      timeSteps: steps,
      batchSize,
      // Copies, because a backend may keep the array that a tensor was made from.
      weights: parameters.shapes.slice(embeddings).map(({ shape }, i) => {
        const columns = shape.at(-1) ?? 1;
        return tf.tensor2d(parameters.view(embeddings + i).slice(), [sizeOf(shape) / columns, columns]);
      }),
      x: steps === 0 ? m.zeros(1, 1) : tf.tensor2d(inputs, [steps * batchSize, inputs.length / (steps * batchSize)]),
      known: known ? tf.tensor2d(known, [batchSize, network.head.known]) : null,
    });
  }

  /** For all rows of a batch, layer by layer, direction by direction. */
  private drawMasks(batchSize: number): DrawnMasks[][] {
    return this.network.encoder.map(({ layer, features }) =>
      (layer.bidirectional ? [0, 1] : [0]).map(() => ({
        ...this.dropout.masks(layer, batchSize, features),
        features,
        units: layer.units,
      })),
    );
  }
}

interface DrawnMasks extends DropoutMasks {
  readonly features: number;
  readonly units: number;
}

/** The masks of some rows of a batch. */
function rowsOfMasks({ inputs, recurrent, features, units }: DrawnMasks, rows: Int32Array): MaskMatrices {
  const rowsOf =
    (width: number) =>
    (mask: Float32Array): m.Matrix => {
      const own = new Float32Array(rows.length * width);
      rows.forEach((row, i) => {
        own.set(mask.subarray(row * width, (row + 1) * width), i * width);
      });
      return tf.tensor2d(own, [rows.length, width]);
    };
  return { inputs: inputs.map(rowsOf(features)), recurrent: recurrent.map(rowsOf(units)) };
}

/** Puts `values`, [of, places, width], to where they belong in `all`, [examples, steps, width]. */
function scatterSteps(
  all: Float32Array,
  values: Float32Array,
  places: Int32Array,
  { steps, of, width }: { readonly steps: number; readonly of: number; readonly width: number },
): void {
  places.forEach((place, b) => {
    for (let t = 0; t < of; t++) {
      const from = (t * places.length + b) * width;
      all.set(values.subarray(from, from + width), (place * steps + t) * width);
    }
  });
}

function addTo(sum: Float32Array, values: Float32Array): void {
  values.forEach((value, i) => (sum[i] = (sum[i] ?? NaN) + value));
}
