import type { Experiment } from '../../spec/experiment';
import { outputUnits, weightShapes } from '../../spec/layers';
import { DropoutSource } from '../dropout';
import type {
  Awaitable,
  BatchResult,
  DataOptions,
  Engine,
  EngineData,
  EngineInfo,
  ModelShapes,
  NamedWeight,
  OptimizerState,
} from '../engine';
import { initializeParameters } from '../initializers';
import { lossFunction } from '../losses';
import { adamRate } from '../optimizers';
import { checkNamed, Parameters } from '../parameters';
import { inBatches } from '../windows';
import type { DataPlace } from './batch';
import { placeWindows, writeDropout } from './batch';
import * as ops from './kernels/ops';
import type { LoadedModule } from './load';
import type { InstalledItems, InstalledProgram } from './machine';
import { Machine } from './machine';
import type { View } from './memory/layout';
import type { BlockPlan, ProgramOptions } from './plan';
import { planBlocks, planProgram, planPrograms } from './plan';
import type { Program } from './program/compile';
import type { Model } from './program/model';
import { modelOf } from './program/model';
import { itemTapes, slotNames } from './updates';

/** Windows that `hiddenStates` and `gradientNorms` look at together. */
const inspectedRows = 32;

interface Installed {
  readonly batchSize: number;
  readonly masked: boolean;
  readonly train: InstalledProgram;
  readonly predict: InstalledProgram;
  readonly gradients: InstalledItems;
  readonly updates: InstalledItems;
  readonly transposes: InstalledItems;
  inspect: InstalledProgram | null;
}

/** The engine on own WebAssembly kernels: what to compute is written once, as tapes that the kernels then follow. */
export class FusedEngine implements Engine {
  readonly info: EngineInfo;
  private readonly model: Model;
  private readonly plan: BlockPlan;
  private readonly machine: Machine;
  private readonly dropout: DropoutSource;
  private readonly slots: readonly string[];
  private installed: Installed;
  private data: DataPlace = { rows: 0, inputs: 0, targets: 0, mask: 0 };
  private step = 0;

  /** @throws UserError when the experiment needs more memory than there is; nothing is allocated then */
  constructor(
    private readonly experiment: Experiment,
    readonly shapes: ModelShapes,
    loaded: LoadedModule,
    private readonly threads: number,
  ) {
    const { training } = experiment;
    lossFunction(training.loss); // refuses one that no forecast uses
    this.model = modelOf(experiment);
    this.slots = slotNames(training.optimizer);
    this.plan = planBlocks(experiment, this.model, this.slots.length);
    const programs = planPrograms(this.programOptions(this.plan.top, training.batchSize, false));
    this.machine = new Machine(loaded, threads, programs.top);
    this.installed = this.install(programs, training.batchSize, false);
    this.info = {
      name: 'fused',
      backend: `WebAssembly, ${loaded.simd === 'relaxed' ? 'relaxed SIMD' : 'SIMD'}`,
      threads: loaded.shared ? threads : 1,
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
    const initial = new Parameters(weightShapes(experiment));
    initializeParameters(initial, training.seed);
    this.setWeights(initial.toNamed());
  }

  allocateData(rows: number, { masked = false }: DataOptions = {}): EngineData {
    const { machine } = this;
    const { features, targets } = this.shapes;
    this.replan(this.installed.batchSize, masked);
    this.data = {
      rows,
      inputs: machine.allocate(rows * features * 4),
      targets: machine.allocate(rows * targets * 4),
      mask: masked ? machine.allocate(rows) : 0,
    };
    return {
      inputs: machine.floats(this.data.inputs, rows * features),
      targets: machine.floats(this.data.targets, rows * targets),
      mask: masked ? machine.bytes(this.data.mask, rows).fill(1) : null,
    };
  }

  trainBatch(starts: Int32Array, learningRate: number): Awaitable<BatchResult> {
    if (starts.length > this.installed.batchSize) this.replan(starts.length, this.installed.masked);
    return this.machine.drive(this.trainSteps(starts, learningRate));
  }

  evaluate(starts: Int32Array): Awaitable<number> {
    return this.machine.drive(this.evaluateSteps(starts));
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
    const { machine, installed } = this;
    const { program } = installed.train;
    const random = this.dropout.state();
    this.place(program, starts, starts.length);
    writeDropout(machine, program, this.dropout, starts.length);
    try {
      yield* machine.rows(installed.train, starts.length, program.tape.bytes);
    } catch (error) {
      this.dropout.setState(random);
      throw error;
    }
    const loss = this.lossSum(program, starts.length) / (starts.length * this.outputs);
    this.step++;
    this.setNumbers(learningRate);
    const operations = itemOperations(program, starts.length);
    yield* machine.items(installed.gradients, operations);
    const gradientNorm = this.gradientNorm();
    if (installed.updates.count > 0) {
      const { clipNorm } = this.experiment.training;
      machine.setNumber(ops.SCALE, clipNorm !== null && gradientNorm > clipNorm ? clipNorm / gradientNorm : 1);
      yield* machine.items(installed.updates, this.model.parameters.length * 16);
    }
    return { loss, gradientNorm };
  }

  private *evaluateSteps(starts: Int32Array): Generator<void, number> {
    const { predict } = this.installed;
    let sum = 0;
    for (const part of inBatches(starts, predict.program.batchSize)) {
      this.place(predict.program, part, part.length);
      yield* this.machine.rows(predict, part.length, predict.program.lossEnd);
      sum = this.lossSum(predict.program, part.length, sum);
    }
    return sum / (starts.length * this.outputs);
  }

  private *predictSteps(starts: Int32Array): Generator<void, Float32Array> {
    const { predict } = this.installed;
    const { outputs, machine } = this;
    const view = predict.program.outputs;
    const predictions = new Float32Array(starts.length * outputs);
    let done = 0;
    for (const part of inBatches(starts, predict.program.batchSize)) {
      this.place(predict.program, part, part.length);
      yield* machine.rows(predict, part.length, predict.program.outputsEnd);
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
    const inspect = this.inspectProgram();
    const places = inspect.program.layers[layer];
    const width = outputUnits(described);
    const { timeSteps } = this.shapes;
    const result = new Float32Array(starts.length * timeSteps * width);
    let done = 0;
    for (const part of inBatches(starts, inspectedRows)) {
      this.place(inspect.program, part, part.length);
      yield* this.machine.rows(inspect, part.length, inspect.program.outputsEnd);
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
    const inspect = this.inspectProgram();
    const { layers } = inspect.program;
    const squares = layers.map(() => new Float64Array(this.shapes.timeSteps));
    for (const part of inBatches(starts, inspectedRows)) {
      this.place(inspect.program, part, starts.length);
      yield* this.machine.rows(inspect, part.length, inspect.program.tape.bytes);
      layers.forEach(({ directions, layer }, i) => {
        const sums = squares[i];
        for (const { gradient } of directions) {
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

  private place(program: Program, starts: Int32Array, lossRows: number): void {
    placeWindows(this.machine, program, starts, this.data, this.shapes, lossRows);
  }

  /** The numbers of update `this.step`; see `kernels/optimizers.ts`. */
  private setNumbers(learningRate: number): void {
    const { optimizer } = this.experiment.training;
    const isAdam = optimizer.name === 'adam' || optimizer.name === 'adamw';
    this.machine.setNumber(ops.RATE, isAdam ? adamRate(learningRate, this.step) : learningRate);
    this.machine.setNumber(ops.KEEP, optimizer.name === 'adamw' ? 1 - optimizer.weightDecay * learningRate : 1);
    this.machine.setNumber(ops.SCALE, 1);
    this.machine.setNumber(ops.MOMENTUM, optimizer.name === 'sgd' ? optimizer.momentum : 0);
  }

  /** The rows' losses added to `sum` one by one, so that the result does not depend on how windows were put together. */
  private lossSum(program: Program, rows: number, sum = 0): number {
    const losses = this.machine.doubles(program.losses, rows);
    let total = sum;
    for (let row = 0; row < rows; row++) total += losses[row] ?? NaN;
    return total;
  }

  /** From the items' sums of squares, in their order. */
  private gradientNorm(): number {
    const { table, count } = this.installed.gradients;
    const entries = this.machine.doubles(table, count * 2);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += entries[2 * i + 1] ?? NaN;
    return Math.sqrt(sum);
  }

  private transposeAll(): void {
    // Small and without turns, so that weights are set when this returns.
    void this.machine.drive(this.machine.items(this.installed.transposes, 0));
  }

  private block(address: number): Float32Array {
    return this.machine.floats(address, this.model.parameters.length);
  }

  private get outputs(): number {
    return this.shapes.horizon * this.shapes.targets;
  }

  private programOptions(from: number, batchSize: number, masked: boolean): ProgramOptions {
    const { experiment, shapes, model, plan, threads } = this;
    return { experiment, shapes, model, blocks: plan.blocks, from, batchSize, threads, masked };
  }

  /** New programs where larger batches or masks are asked for; weights and optimizer stay. */
  private replan(batchSize: number, masked: boolean): void {
    if (batchSize === this.installed.batchSize && masked === this.installed.masked) return;
    const programs = planPrograms(this.programOptions(this.machine.end, batchSize, masked));
    this.machine.reserve(programs.top);
    this.installed = this.install(programs, batchSize, masked);
  }

  private install(programs: { train: Program; predict: Program }, batchSize: number, masked: boolean): Installed {
    const { machine } = this;
    const { training } = this.experiment;
    const items = itemTapes(programs.train.items, this.plan.blocks, training);
    return {
      batchSize,
      masked,
      train: machine.install(programs.train),
      predict: machine.install(programs.predict),
      gradients: machine.installItems(items.gradients),
      updates: machine.installItems(items.updates),
      transposes: machine.installItems(items.transposes),
      inspect: null,
    };
  }

  private inspectProgram(): InstalledProgram {
    const { installed, machine } = this;
    if (!installed.inspect) {
      const options = this.programOptions(machine.end, installed.batchSize, installed.masked);
      const { program, top } = planProgram(options, 'inspect', inspectedRows);
      machine.reserve(top);
      installed.inspect = machine.install(program);
    }
    return installed.inspect;
  }
}

/** The gradients of the weights take as much as the forward products. */
function itemOperations(program: Program, rows: number): number {
  const forward = program.tape.pieces
    .filter((piece) => piece.end <= program.outputsEnd)
    .reduce((sum, piece) => sum + piece.operations, 0);
  return (forward * rows) / program.batchSize;
}
