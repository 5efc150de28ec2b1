import type { Experiment } from '../../spec/experiment';
import { outputUnits, weightShapes } from '../../spec/layers';
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
import { noData, unsupported } from '../engineData';
import { initializeParameters } from '../initializers';
import { lossFunction } from '../losses';
import { adamRate } from '../optimizers';
import { checkNamed, Parameters } from '../parameters';
import { inBatches } from '../windows';
import type { DataPlace } from './batch';
import { placeWindows, writeDropout } from './batch';
import * as ops from './kernels/ops';
import type { LoadedModule } from './load';
import type { PlacedItems, PlacedTape } from './machine';
import { Machine } from './machine';
import type { View } from './memory/layout';
import type { BlockPlan, ProgramOptions, ProgramPlan } from './plan';
import { planBlocks, planProgram, planPrograms } from './plan';
import type { Program } from './program/compile';
import type { Model } from './program/model';
import { modelOf } from './program/model';
import { itemTapes, slotNames } from './updates';

/** Windows that `hiddenStates` and `gradientNorms` look at together. */
const inspectedRows = 32;

/** The data and the programs, as they stand in memory. */
interface Placed {
  readonly batchSize: number;
  readonly data: DataPlace;
  readonly train: PlacedProgram;
  readonly predict: PlacedProgram;
  readonly gradients: PlacedItems;
  readonly updates: PlacedItems;
  readonly transposes: PlacedItems;
  inspect: PlacedProgram | null;
}

interface PlacedProgram {
  readonly program: Program;
  readonly tape: PlacedTape;
}

/** The engine on own WebAssembly kernels: what to compute is written once, as tapes that the kernels then follow. */
export class FusedEngine implements Engine {
  readonly info: EngineInfo;
  private readonly model: Model;
  private readonly plan: BlockPlan;
  private readonly machine: Machine;
  private readonly dropout: DropoutSource;
  private readonly slots: readonly string[];
  private placed: Placed;
  private readonly threads: number;
  private step = 0;

  /** @throws UserError when the experiment needs more memory than there is; nothing is allocated then */
  constructor(
    private readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    loaded: LoadedModule,
    wantedThreads: number,
  ) {
    const { training } = experiment;
    lossFunction(training.loss); // refuses one that no forecast uses
    this.model = modelOf(experiment);
    this.slots = slotNames(training.optimizer);
    this.plan = planBlocks(experiment, this.model, this.slots.length);
    this.threads = loaded.shared ? wantedThreads : 1;
    const programs = planPrograms(this.programOptions(training.batchSize, 0, false));
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

  allocateData(rows: number, { masked = false }: DataOptions = {}): EngineData {
    const { machine } = this;
    const { features, targets } = this.shapes;
    this.replan(this.placed.batchSize, rows, masked);
    const { data } = this.placed;
    return {
      ...noData,
      inputs: machine.floats(data.inputs, rows * features).fill(0),
      targets: machine.floats(data.targets, rows * targets).fill(0),
      mask: masked ? machine.bytes(data.mask, rows).fill(1) : null,
    };
  }

  trainBatch(starts: Int32Array, learningRate: number): Awaitable<BatchResult> {
    const { batchSize, data } = this.placed;
    if (starts.length === 0) throw new RangeError('A batch has at least one window.');
    if (starts.length > batchSize) this.replan(starts.length, data.rows, data.mask > 0);
    return this.machine.drive(this.trainSteps(starts, learningRate));
  }

  evaluate(starts: Int32Array): Awaitable<number> {
    return this.machine.drive(this.evaluateSteps(starts));
  }

  measure(starts: Int32Array): Awaitable<Measured> {
    const loss = this.evaluate(starts);
    const measured = (mean: number): Measured => ({ loss: mean, count: starts.length });
    return loss instanceof Promise ? loss.then(measured) : measured(loss);
  }

  decode(): Decoding {
    throw unsupported('fused', 'decoders');
  }

  generate(): Decoding {
    throw unsupported('fused', 'networks that write on');
  }

  setInputs(row: number, values: Float32Array): void {
    const { features } = this.shapes;
    this.machine.floats(this.placed.data.inputs + row * features * 4, values.length).set(values);
  }

  gates(): never {
    throw unsupported('fused', 'gates on their own');
  }

  resetStates(): void {
    // No state outlives a batch.
  }

  predict(starts: Int32Array): Awaitable<Float32Array> {
    return this.machine.drive(this.predictSteps(starts));
  }

  hiddenStates(starts: Int32Array, layer: number): Awaitable<Float32Array> {
    return this.machine.drive(this.hiddenStateSteps(starts, layer));
  }

  gradientNorms(starts: Int32Array): Awaitable<Float32Array[]> {
    return this.machine.drive(this.gradientNormSteps(starts));
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

  private *trainSteps(starts: Int32Array, learningRate: number): Generator<void, BatchResult> {
    const { machine, placed } = this;
    const { program, tape } = placed.train;
    const random = this.dropout.state();
    this.placeWindows(program, starts, starts.length);
    writeDropout(machine, program, this.dropout, starts.length);
    try {
      yield* machine.rows(tape, starts.length, tape.bytes);
      yield* machine.items(placed.gradients, starts.length, true);
    } catch (error) {
      this.dropout.setState(random);
      throw error;
    }
    const loss = this.lossSum(program, starts.length) / (starts.length * this.outputs);
    const gradientNorm = this.gradientNorm();
    this.step++;
    this.setNumbers(learningRate, gradientNorm);
    yield* machine.items(placed.updates, placed.batchSize, false);
    return { loss, gradientNorm, count: starts.length };
  }

  private *evaluateSteps(starts: Int32Array): Generator<void, number> {
    const { program, tape } = this.placed.predict;
    let sum = 0;
    for (const part of inBatches(starts, program.batchSize)) {
      this.placeWindows(program, part, part.length);
      yield* this.machine.rows(tape, part.length, program.lossEnd);
      sum = this.lossSum(program, part.length, sum);
    }
    return sum / (starts.length * this.outputs);
  }

  private *predictSteps(starts: Int32Array): Generator<void, Float32Array> {
    const { program, tape } = this.placed.predict;
    const { outputs, machine } = this;
    const view = program.outputs;
    const predictions = new Float32Array(starts.length * outputs);
    let done = 0;
    for (const part of inBatches(starts, program.batchSize)) {
      this.placeWindows(program, part, 0);
      yield* machine.rows(tape, part.length, program.outputsEnd);
      const values = machine.floats(view.address, (part.length * view.rowBytes) / 4);
      for (let row = 0; row < part.length; row++, done++) {
        const from = (row * view.rowBytes) / 4;
        for (let o = 0; o < outputs; o++) predictions[done * outputs + o] = values[from + o] ?? NaN;
      }
    }
    return predictions;
  }

  private *hiddenStateSteps(starts: Int32Array, layer: number): Generator<void, Float32Array> {
    const described = this.experiment.model.layers[layer];
    if (!described) throw new RangeError(`The model has no recurrent layer ${layer}.`);
    const { program, tape } = this.inspectProgram();
    const places = program.layers[layer];
    const width = outputUnits(described);
    const { timeSteps } = this.shapes;
    const result = new Float32Array(starts.length * timeSteps * width);
    let done = 0;
    for (const part of inBatches(starts, inspectedRows)) {
      this.placeWindows(program, part, 0);
      yield* this.machine.rows(tape, part.length, program.outputsEnd);
      for (const { view, firstColumn, columns } of places?.outputs ?? []) {
        this.eachRow(view, part.length, (values, row, t) => {
          const at = ((done + row) * timeSteps + t) * width + firstColumn;
          for (let column = 0; column < columns; column++) result[at + column] = values[column] ?? NaN;
        });
      }
      done += part.length;
    }
    return result;
  }

  private *gradientNormSteps(starts: Int32Array): Generator<void, Float32Array[]> {
    const { program, tape } = this.inspectProgram();
    const { layers } = program;
    const squares = layers.map(() => new Float64Array(this.shapes.timeSteps));
    for (const part of inBatches(starts, inspectedRows)) {
      this.placeWindows(program, part, starts.length);
      yield* this.machine.rows(tape, part.length, tape.bytes);
      layers.forEach(({ stateGradients, layer }, i) => {
        const sums = squares[i];
        for (const gradient of stateGradients) {
          if (!gradient || !sums) continue;
          this.eachRow(gradient, part.length, (values, _row, t) => {
            let sum = 0;
            for (let unit = 0; unit < layer.units; unit++) sum += (values[unit] ?? NaN) ** 2;
            sums[t] = (sums[t] ?? 0) + sum;
          });
        }
      });
    }
    return squares.map((sums) => Float32Array.from(sums, Math.sqrt));
  }

  /** Calls back with the values of every row at every time step. */
  private eachRow(view: View, rows: number, callback: (values: Float32Array, row: number, t: number) => void): void {
    for (let t = 0; t < this.shapes.timeSteps; t++) {
      for (let row = 0; row < rows; row++) {
        callback(this.machine.floats(view.address + t * view.stepBytes + row * view.rowBytes, view.width), row, t);
      }
    }
  }

  private placeWindows(program: Program, starts: Int32Array, lossRows: number): void {
    placeWindows(this.machine, program, starts, this.placed.data, this.shapes, lossRows);
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

  /** The rows' losses added to `sum` one by one, so that the result does not depend on how windows were put together. */
  private lossSum(program: Program, rows: number, sum = 0): number {
    const losses = this.machine.doubles(program.losses, rows);
    let total = sum;
    for (let row = 0; row < rows; row++) total += losses[row] ?? NaN;
    return total;
  }

  /** From the panels' sums of squares, in their order. */
  private gradientNorm(): number {
    const sums = this.machine.doubles(this.plan.blocks.squares, this.model.parameters.panels);
    let sum = 0;
    for (const squares of sums) sum += squares;
    return Math.sqrt(sum);
  }

  private transposeAll(): void {
    // Its tapes count no operations, so that it is done without turns: the weights are set when this returns.
    void this.machine.drive(this.machine.items(this.placed.transposes, 0, false));
  }

  private block(address: number): Float32Array {
    return this.machine.floats(address, this.model.parameters.length);
  }

  private get outputs(): number {
    return this.shapes.horizon * this.shapes.targets;
  }

  private programOptions(batchSize: number, rows: number, masked: boolean): ProgramOptions {
    const { experiment, shapes, model, plan, threads } = this;
    return { experiment, shapes, model, blocks: plan.blocks, from: plan.top, batchSize, threads, rows, masked };
  }

  /** New programs for larger batches, and other data; weights and optimizer stay, and so do as many rows as before. */
  private replan(batchSize: number, rows: number, masked: boolean): void {
    this.machine.refuseWhileRunning();
    this.placed = this.place(planPrograms(this.programOptions(batchSize, rows, masked)), batchSize);
  }

  private place({ data, train, predict, top }: ProgramPlan, batchSize: number): Placed {
    const { machine } = this;
    machine.layOut(top);
    const items = itemTapes(train.items, this.plan.blocks, this.experiment.training.optimizer, batchSize);
    return {
      batchSize,
      data,
      train: { program: train, tape: machine.place(train.tape) },
      predict: { program: predict, tape: machine.place(predict.tape) },
      gradients: machine.placeItems(items.gradients),
      updates: machine.placeItems(items.updates),
      transposes: machine.placeItems(items.transposes),
      inspect: null,
    };
  }

  /** The program that keeps all states, made when it is asked for; it stands behind everything else. */
  private inspectProgram(): PlacedProgram {
    const { placed, machine } = this;
    if (!placed.inspect) {
      const { rows, mask } = placed.data;
      const options = { ...this.programOptions(inspectedRows, rows, mask > 0), from: machine.end };
      const { program, top } = planProgram(options, 'inspect', inspectedRows);
      machine.layOut(top);
      placed.inspect = { program, tape: machine.place(program.tape) };
    }
    return placed.inspect;
  }
}
