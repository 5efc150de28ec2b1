import type { Experiment } from '../../spec/experiment';
import { weightShapes } from '../../spec/layers';
import { DropoutSource } from '../dropout';
import type {
  Awaitable,
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
import { adamRate } from '../optimizers';
import { checkNamed, Parameters } from '../parameters';
import type { BatchSetting } from './batch';
import { extentOf, indexOf, placeExamples, writeDropout } from './batch';
import type { EngineCore } from './core';
import { decodingOf, generatingOf } from './decoding';
import { gatesOf, gradientNormsOf, hiddenStatesOf } from './inspecting';
import * as ops from './kernels/ops';
import type { LoadedModule } from './load';
import { Machine } from './machine';
import type { Placed } from './placed';
import { allocated, bucketFor, inGroups, largest, placeAll, predictedTogether } from './placed';
import type { BlockPlan, ProgramOptions, ProgramPlan } from './plan';
import { planBlocks, planPrograms } from './plan';
import type { Program } from './program/compile';
import type { Model } from './program/model';
import { modelOf } from './program/model';
import { clearStates, keepStates, setAside } from './states';
import { slotNames } from './updates';
import { unscale } from './windowScale';

/** The engine on own WebAssembly kernels: what to compute is written once, as tapes that the kernels then follow. */
export class FusedEngine implements Engine, EngineCore {
  readonly info: EngineInfo;
  readonly model: Model;
  readonly plan: BlockPlan;
  readonly machine: Machine;
  placed: Placed;
  setting!: BatchSetting;
  decoding: Decoding | null = null;
  private readonly dropout: DropoutSource;
  private readonly slots: readonly string[];
  private readonly threads: number;
  /** What a loss is a mean over beside its count: all numbers of a step, or one class. */
  private readonly numbersAStep: number;
  private step = 0;

  /** @throws UserError when the experiment needs more memory than there is; nothing is allocated then */
  constructor(
    readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    loaded: LoadedModule,
    wantedThreads: number,
  ) {
    const { training } = experiment;
    this.model = modelOf(experiment, shapes);
    const { kind, units } = this.model.network.head;
    this.numbersAStep = kind === 'numbers' ? units : 1;
    this.slots = slotNames(training.optimizer);
    this.plan = planBlocks(this.model, this.slots.length);
    this.threads = loaded.shared ? wantedThreads : 1;
    const programs = planPrograms(this.programOptions(training.batchSize, 0, {}));
    this.machine = new Machine(loaded, this.threads, this.plan.top);
    this.placed = this.place(programs, training.batchSize);
    this.info = {
      name: 'fused',
      backend: `WebAssembly, ${loaded.simd === 'relaxed' ? 'relaxed SIMD' : 'SIMD'}`,
      threads: this.threads,
      versions: {},
      notes: [],
    };
    this.dropout = new DropoutSource(training.seed);
    const { parameters, gradients } = this.plan.blocks;
    const [first = 0, second = 0] = this.plan.slots;
    this.machine.setWord(ops.PARAMETERS, parameters);
    this.machine.setWord(ops.GRADIENTS, gradients);
    this.machine.setWord(ops.SLOT_1, first);
    this.machine.setWord(ops.SLOT_2, second);
    const initial = new Parameters(weightShapes(experiment, shapes));
    initializeParameters(initial, training.seed);
    this.setWeights(initial.toNamed());
  }

  allocateData(rows: number, options: DataOptions = {}): EngineData {
    this.replan(this.placed.batchSize, rows, options);
    return allocated(this.setting);
  }

  trainBatch(examples: Int32Array, learningRate: number): Awaitable<BatchResult> {
    const { batchSize, data } = this.placed;
    if (examples.length === 0) throw new RangeError('A batch has at least one example.');
    if (examples.length > batchSize) this.replan(examples.length, data.rows, data.options);
    return this.machine.drive(this.trainSteps(examples, learningRate));
  }

  evaluate(examples: Int32Array): Awaitable<number> {
    const measured = this.measure(examples);
    return measured instanceof Promise ? measured.then(({ loss }) => loss) : measured.loss;
  }

  measure(examples: Int32Array): Awaitable<Measured> {
    return this.machine.drive(this.measureSteps(examples));
  }

  decode(examples: Int32Array, copies = 1): Awaitable<Decoding> {
    return this.machine.drive(decodingOf(this, examples, copies));
  }

  generate(rows: number): Awaitable<Decoding> {
    return generatingOf(this, rows);
  }

  setInputs(row: number, values: Float32Array): void {
    const { features } = this.shapes;
    const { data } = this.placed;
    if (row < 0 || row * features + values.length > data.rows * features) {
      throw new RangeError(`Row ${row} and ${values.length} values from there are not within the ${data.rows} rows.`);
    }
    this.machine.floats(data.inputs + row * features * 4, values.length).set(values);
  }

  gates(examples: Int32Array, layer: number): Awaitable<Readonly<Record<string, Float32Array>>> {
    return this.machine.drive(gatesOf(this, examples, layer));
  }

  resetStates(): void {
    this.machine.refuseWhileRunning();
    clearStates(this.machine, this.placed.states, this.placed.batchSize);
  }

  predict(examples: Int32Array): Awaitable<Float32Array> {
    return this.machine.drive(this.fromZero(this.predictSteps(examples)));
  }

  hiddenStates(examples: Int32Array, layer: number): Awaitable<Float32Array> {
    return this.machine.drive(hiddenStatesOf(this, examples, layer));
  }

  gradientNorms(examples: Int32Array): Awaitable<Float32Array[]> {
    return this.machine.drive(gradientNormsOf(this, examples));
  }

  ownProgram(batchSize: number): ProgramOptions {
    const { rows, options } = this.placed.data;
    return { ...this.programOptions(batchSize, rows, options), from: this.machine.end };
  }

  weights(): NamedWeight[] {
    return this.model.parameters.toNamed(this.block(this.plan.blocks.parameters));
  }

  setWeights(weights: readonly NamedWeight[]): void {
    this.machine.refuseWhileRunning();
    checkNamed(weights, this.model.parameters.shapes);
    this.model.parameters.fromNamed(this.block(this.plan.blocks.parameters), weights);
    this.transposeAll();
  }

  optimizerState(): OptimizerState {
    const slots = this.slots.flatMap((slot, i) =>
      this.model.parameters.toNamed(this.block(this.plan.slots[i] ?? 0), `${slot}/`),
    );
    return { step: this.step, slots };
  }

  setOptimizerState(state: OptimizerState): void {
    this.machine.refuseWhileRunning();
    const { parameters } = this.model;
    const count = parameters.shapes.length;
    if (state.slots.length !== this.slots.length * count) {
      throw new Error(
        `The optimizer remembers ${this.slots.length * count} arrays, but ${state.slots.length} were given.`,
      );
    }
    const parts = this.slots.map((_, i) => state.slots.slice(i * count, (i + 1) * count));
    parts.forEach((part, i) => {
      checkNamed(part, parameters.shapes, `${this.slots[i]}/`);
    });
    parts.forEach((part, i) => {
      parameters.fromNamed(this.block(this.plan.slots[i] ?? 0), part);
    });
    this.step = state.step;
  }

  randomState(): readonly number[] {
    return this.dropout.state();
  }

  setRandomState(state: readonly number[]): void {
    this.dropout.setState(state);
  }

  interrupt(): void {
    this.machine.interrupt();
  }

  dispose(): void {
    this.machine.dispose();
  }

  private *trainSteps(examples: Int32Array, learningRate: number): Generator<void, BatchResult> {
    const { machine, placed } = this;
    const rows = examples.length;
    const { train, gradients } = bucketFor(this.setting, placed, examples);
    const { program, tape } = train;
    const random = this.dropout.state();
    const count = placeExamples(this.setting, program, examples, true);
    this.setLossScale(count);
    writeDropout(machine, program, this.dropout, rows);
    try {
      yield* machine.rows(tape, rows, tape.bytes);
      yield* machine.items(gradients, rows, true);
    } catch (error) {
      this.dropout.setState(random);
      throw error;
    }
    const loss = this.meanLoss(this.lossSum(machine.doubles(program.losses, rows)), count);
    const gradientNorm = this.gradientNorm();
    this.step++;
    this.setNumbers(learningRate, gradientNorm);
    yield* machine.items(placed.updates, placed.batchSize, false);
    if (placed.states.length > 0) keepStates(machine, placed.states, program.layers, rows);
    return { loss, gradientNorm, count };
  }

  private *measureSteps(examples: Int32Array): Generator<void, Measured> {
    const { machine, setting, placed } = this;
    if (placed.states.length > 0 && examples.length > placed.batchSize) {
      throw new RangeError(`A batch of streams has at most ${placed.batchSize} rows, not ${examples.length}.`);
    }
    const losses = new Float64Array(examples.length);
    let count = 0;
    for (const { positions, group } of inGroups(setting, placed, examples, predictedTogether(placed))) {
      const { program, tape } = bucketFor(setting, placed, group).predict;
      count += placeExamples(setting, program, group, true);
      yield* machine.rows(tape, group.length, program.lossEnd);
      keepStates(machine, placed.states, program.layers, group.length);
      machine.doubles(program.losses, group.length).forEach((loss, row) => {
        losses[positions[row] ?? 0] = loss;
      });
    }
    return { loss: this.meanLoss(this.lossSum(losses), count), count };
  }

  /** Predictions begin each example with zeros and leave alone what is carried from batch to batch. */
  private *fromZero<T>(work: Generator<void, T>): Generator<void, T> {
    const { states, batchSize } = this.placed;
    const putBack = setAside(this.machine, states, batchSize);
    try {
      return yield* work;
    } finally {
      putBack();
    }
  }

  private *predictSteps(examples: Int32Array): Generator<void, Float32Array> {
    const { machine, setting, placed } = this;
    const { units } = this.model.network.head;
    const ofExample = largest(placed).predict.program.steps * units;
    const predictions = new Float32Array(examples.length * ofExample).fill(NaN);
    for (const { positions, group } of inGroups(setting, placed, examples, predictedTogether(placed))) {
      const { program, tape } = bucketFor(setting, placed, group).predict;
      placeExamples(setting, program, group, false);
      yield* machine.rows(tape, group.length, program.outputsEnd);
      if (program.probabilitiesEnd > program.lossEnd) {
        yield* machine.rows(tape, group.length, program.probabilitiesEnd, program.lossEnd);
      }
      this.readOutputs(program, group, (row, values) => {
        predictions.set(values, (positions[row] ?? 0) * ofExample);
      });
    }
    return predictions;
  }

  /** Calls back with the outputs of each row, of the steps that are its own; the values hold until the next call. */
  private readOutputs(
    program: Program,
    examples: Int32Array,
    callback: (row: number, values: Float32Array) => void,
  ): void {
    const { machine, setting } = this;
    const { head } = this.model.network;
    const { outputs: view, steps } = program;
    const index = indexOf(setting);
    const values = machine.floats(
      view.address,
      (Math.max(1, steps) * (view.stepBytes || examples.length * view.rowBytes)) / 4,
    );
    const own = new Float32Array(steps * head.units);
    examples.forEach((example, row) => {
      const [, source, , target] = extentOf(setting, index, example);
      const real = { last: 1, each: source, decoder: target }[head.steps];
      for (let t = 0; t < real; t++) {
        const from = (t * view.stepBytes + row * view.rowBytes) / 4;
        for (let o = 0; o < head.units; o++) own[t * head.units + o] = values[from + o] ?? NaN;
      }
      const ofRow = own.subarray(0, real * head.units);
      unscale(setting, example, ofRow);
      callback(row, ofRow);
    });
  }

  /** The mean is over `count` vectors of numbers, or classes. */
  private meanLoss(sum: number, count: number): number {
    return count === 0 ? 0 : sum / (count * this.numbersAStep);
  }

  setLossScale(count: number): void {
    this.machine.setNumber(ops.LOSS_SCALE, count === 0 ? 0 : 1 / (count * this.numbersAStep));
  }

  /** The numbers of update `this.step`; see `kernels/optimizers.ts`. */
  private setNumbers(learningRate: number, gradientNorm: number): void {
    const { optimizer, clipNorm } = this.experiment.training;
    const isAdam = optimizer.name === 'adam' || optimizer.name === 'adamw';
    const { machine } = this;
    machine.setNumber(ops.RATE, isAdam ? adamRate(learningRate, this.step) : learningRate);
    machine.setNumber(ops.DECAY, optimizer.name === 'adamw' ? optimizer.weightDecay * learningRate : 0);
    machine.setNumber(ops.MOMENTUM, optimizer.name === 'sgd' ? optimizer.momentum : 0);
    machine.setNumber(ops.SCALE, clipNorm !== null && gradientNorm > clipNorm ? clipNorm / gradientNorm : 1);
  }

  /** The rows' losses one by one, so that the result does not depend on how examples were put together. */
  private lossSum(losses: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < losses.length; i++) sum += losses[i] ?? NaN;
    return sum;
  }

  /** From the panels' sums of squares, in their order. */
  private gradientNorm(): number {
    return Math.sqrt(this.lossSum(this.machine.doubles(this.plan.blocks.squares, this.model.parameters.panels)));
  }

  private transposeAll(): void {
    // Its tapes count no operations, so that it is done without turns: the weights are set when this returns.
    void this.machine.drive(this.machine.items(this.placed.transposes, 0, false));
  }

  private block(address: number): Float32Array {
    return this.machine.floats(address, this.model.parameters.length);
  }

  private programOptions(batchSize: number, rows: number, data: DataOptions): ProgramOptions {
    const { experiment, shapes, model, plan, threads } = this;
    return { experiment, shapes, model, blocks: plan.blocks, from: plan.top, batchSize, threads, rows, data };
  }

  /** New programs for larger batches, and other data; weights and optimizer stay, and so do as many rows as before. */
  private replan(batchSize: number, rows: number, data: DataOptions): void {
    this.machine.refuseWhileRunning();
    this.placed = this.place(planPrograms(this.programOptions(batchSize, rows, data)), batchSize);
  }

  private place(plan: ProgramPlan, batchSize: number): Placed {
    const { machine, model, shapes } = this;
    this.setting = { machine, model, shapes, data: plan.data };
    return placeAll(machine, plan, this.plan.blocks, this.experiment.training.optimizer, batchSize);
  }
}
