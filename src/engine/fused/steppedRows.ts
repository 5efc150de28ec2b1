import type { Awaitable, Decoding } from '../engine';
import type { EngineCore } from './core';
import type { View } from './memory/layout';
import type { PlacedStepping } from './placed';
import type { Scale } from './windowScale';

export interface SteppedSetting {
  readonly rows: number;
  /** Rows that belong to one example, one after the other. */
  readonly copies: number;
  /** By row and target; null where windows are not scaled. */
  readonly scales: readonly (readonly Scale[])[] | null;
}

/** Rows of a network that is stepped through; their states stand in the engine's memory between two calls. */
export class SteppedRows implements Decoding {
  private readonly outputs: Float32Array;
  private readonly weights: Float32Array | null;
  private readonly scratch: Float32Array;

  constructor(
    private readonly core: EngineCore,
    private readonly placed: PlacedStepping,
    private readonly setting: SteppedSetting,
  ) {
    const { rows } = setting;
    const { step } = placed.program;
    this.outputs = new Float32Array(rows * step.units);
    this.weights = step.attention ? new Float32Array(rows * core.shapes.timeSteps) : null;
    this.scratch = new Float32Array(Math.max(...step.states.map(({ rowBytes }) => (rows * rowBytes) / 4)));
    core.decoding = this;
  }

  /** @throws RangeError for inputs of another length, or tokens that there are not */
  step(inputs: Int32Array | Float32Array, columns: Float32Array = none): Awaitable<Float32Array> {
    this.refuseEnded();
    this.core.machine.refuseWhileRunning();
    this.write(inputs, columns);
    return this.core.machine.drive(this.steps());
  }

  reorder(parents: Int32Array): void {
    this.refuseEnded();
    const { rows, copies } = this.setting;
    const { machine } = this.core;
    machine.refuseWhileRunning();
    if (parents.length !== rows) throw new RangeError(`There are ${rows} rows, not ${parents.length}.`);
    parents.forEach((parent, row) => {
      const ofExample = Math.floor(row / copies) * copies;
      if (parent >= ofExample && parent < ofExample + copies) return;
      throw new RangeError(`Row ${row} cannot go on from row ${parent}, which is of another example.`);
    });
    for (const { address, rowBytes } of this.placed.program.step.states) {
      const floats = rowBytes / 4;
      const states = machine.floats(address, rows * floats);
      this.scratch.set(states);
      parents.forEach((parent, row) => {
        states.set(this.scratch.subarray(parent * floats, (parent + 1) * floats), row * floats);
      });
    }
  }

  attention(): Float32Array | null {
    this.refuseEnded();
    const { attention } = this.placed.program.step;
    if (!attention || !this.weights) return null;
    this.read(attention, this.core.shapes.timeSteps, this.weights);
    return this.weights;
  }

  private *steps(): Generator<void, Float32Array> {
    const { core, placed, setting, outputs } = this;
    const { step } = placed.program;
    yield* core.machine.rows(placed.step, setting.rows, placed.step.bytes);
    this.read(step.outputs, step.units, outputs);
    const { scales } = setting;
    if (scales) {
      const quantiles = Math.max(1, core.model.network.head.quantiles.length);
      outputs.forEach((value, i) => {
        const scale = scales[Math.floor(i / step.units)]?.[Math.floor((i % step.units) / quantiles)];
        if (scale) outputs[i] = value * scale.spread + scale.level;
      });
    }
    return outputs;
  }

  /** Inputs of a step, to where the program reads them. */
  private write(inputs: Int32Array | Float32Array, given: Float32Array): void {
    const { machine, model, shapes } = this.core;
    const { rows, scales } = this.setting;
    const { tokens, previous, columns } = this.placed.program.step;
    const kinds = new Set((model.network.decoder?.inputs ?? model.network.inputs).map(({ kind }) => kind));
    if (kinds.has('embedding') || kinds.has('one-hot')) {
      expectLength(inputs, rows, 'tokens');
      const limit = (model.network.decoder ? shapes.classes : shapes.vocabulary) ?? 0;
      const wrong = inputs.findIndex((token: number) => !(Number.isInteger(token) && token >= 0 && token < limit));
      if (wrong >= 0) throw new RangeError(`Token ${inputs[wrong]} of row ${wrong} is not one of the ${limit}.`);
      machine.words(tokens, rows).set(inputs);
    }
    if (kinds.has('previous')) {
      const { width } = previous;
      expectLength(inputs, rows * width, 'numbers');
      const values = machine.floats(previous.address, rows * width);
      inputs.forEach((value: number, i: number) => {
        const scale = scales?.[Math.floor(i / width)]?.[i % width];
        values[i] = scale ? (value - scale.level) / scale.spread : value;
      });
    }
    expectLength(given, rows * columns.width, 'values of columns');
    machine.floats(columns.address, given.length).set(given);
  }

  /** The first `width` columns of a view. */
  private read({ address, rowBytes }: View, width: number, to: Float32Array): void {
    const values = this.core.machine.floats(address, (this.setting.rows * rowBytes) / 4);
    for (let row = 0; row < this.setting.rows; row++) {
      const from = (row * rowBytes) / 4;
      to.set(values.subarray(from, from + width), row * width);
    }
  }

  private refuseEnded(): void {
    const { core, placed } = this;
    if (core.decoding === this && core.placed.stepping === placed) return;
    throw new Error('This decoding has ended: the engine was asked for another one, or given other data.');
  }
}

const none = new Float32Array(0);

function expectLength(values: { readonly length: number }, length: number, what: string): void {
  if (values.length !== length) throw new RangeError(`A step takes ${length} ${what}, not ${values.length}.`);
}
