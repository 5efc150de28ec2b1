import { outputUnits } from '../../spec/layers';
import { inBatches } from '../windows';
import { countSteps, placeExamples } from './batch';
import type { EngineCore } from './core';
import type { Machine } from './machine';
import type { View } from './memory/layout';
import { atStep } from './memory/layout';
import type { PlacedProgram } from './placed';
import { planProgram } from './plan';
import type { LayerPlaces } from './program/blocks';

// A look into the network: layers are counted over the encoder, then the decoder, each with steps of its own.

/** Examples that are looked at together. */
const inspectedRows = 32;

/** Hidden states of a recurrent layer; see `Engine.hiddenStates`. */
export function* hiddenStatesOf(core: EngineCore, examples: Int32Array, layer: number): Generator<void, Float32Array> {
  const { program, tape } = inspectProgram(core);
  const places = layerAt(program.layers, layer);
  const { timeSteps } = places;
  const width = outputUnits(places.layer);
  const result = new Float32Array(examples.length * timeSteps * width);
  let done = 0;
  for (const part of inBatches(examples, inspectedRows)) {
    placeExamples(core.setting, program, part, false);
    yield* core.machine.rows(tape, part.length, program.outputsEnd);
    for (const { view, firstColumn, columns } of places.outputs) {
      eachRow(core.machine, view, timeSteps, part.length, (values, row, t) => {
        const at = ((done + row) * timeSteps + t) * width + firstColumn;
        for (let column = 0; column < columns; column++) result[at + column] = values[column] ?? NaN;
      });
    }
    done += part.length;
  }
  return result;
}

/**
 * Gates of a recurrent layer by name, [B, T, outputs of the layer]: both directions side by side where its outputs are,
 * and `forward …` and `backward …` where they are merged. At steps that are masked there are none: not a number.
 */
export function* gatesOf(
  core: EngineCore,
  examples: Int32Array,
  layer: number,
): Generator<void, Readonly<Record<string, Float32Array>>> {
  const { program, tape } = inspectProgram(core);
  const { timeSteps, gates, layer: described, mask } = layerAt(program.layers, layer);
  const width = outputUnits(described);
  const merges = gates.length > 1 && width === described.units;
  const names = gates.map((ofDirection, i) =>
    ofDirection.map(({ name }) => (merges ? `${i === 0 ? 'forward' : 'backward'} ${name}` : name)),
  );
  const result = Object.fromEntries(
    [...new Set(names.flat())].map((name) => [name, new Float32Array(examples.length * timeSteps * width).fill(NaN)]),
  );
  let done = 0;
  for (const part of inBatches(examples, inspectedRows)) {
    placeExamples(core.setting, program, part, false);
    yield* core.machine.rows(tape, part.length, program.outputsEnd);
    const real = mask === 0 ? null : core.machine.bytes(mask, timeSteps * program.batchSize);
    gates.forEach((ofDirection, i) => {
      ofDirection.forEach(({ view }, g) => {
        const to = result[names[i]?.[g] ?? ''];
        const first = merges ? 0 : i * described.units;
        eachRow(core.machine, view, timeSteps, part.length, (values, row, t) => {
          if (real?.[t * program.batchSize + row] === 0) return;
          to?.set(values.subarray(0, described.units), ((done + row) * timeSteps + t) * width + first);
        });
      });
    });
    done += part.length;
  }
  return result;
}

/** Norms of the loss' gradient by the states of each layer and step; see `Engine.gradientNorms`. */
export function* gradientNormsOf(core: EngineCore, examples: Int32Array): Generator<void, Float32Array[]> {
  const { program, tape } = inspectProgram(core);
  const { layers } = program;
  const squares = layers.map(({ timeSteps }) => new Float64Array(timeSteps));
  const { head } = core.model.network;
  core.setLossScale(head.steps === 'last' ? examples.length : countSteps(core.setting, examples));
  for (const part of inBatches(examples, inspectedRows)) {
    placeExamples(core.setting, program, part, true);
    yield* core.machine.rows(tape, part.length, tape.bytes);
    layers.forEach(({ stateGradients, layer, timeSteps }, i) => {
      const sums = squares[i];
      for (const gradient of stateGradients) {
        if (!gradient || !sums) continue;
        eachRow(core.machine, gradient, timeSteps, part.length, (values, _row, t) => {
          let sum = 0;
          for (let unit = 0; unit < layer.units; unit++) sum += (values[unit] ?? NaN) ** 2;
          sums[t] = (sums[t] ?? 0) + sum;
        });
      }
    });
  }
  return squares.map((sums) => Float32Array.from(sums, Math.sqrt));
}

function layerAt(layers: readonly LayerPlaces[], layer: number): LayerPlaces {
  const places = layers[layer];
  if (!places) throw new RangeError(`The model has no recurrent layer ${layer}.`);
  return places;
}

/** Calls back with the values of every row at every time step. */
function eachRow(
  machine: Machine,
  view: View,
  timeSteps: number,
  rows: number,
  callback: (values: Float32Array, row: number, t: number) => void,
): void {
  for (let t = 0; t < timeSteps; t++) {
    const { address, rowBytes, width } = atStep(view, t);
    for (let row = 0; row < rows; row++) callback(machine.floats(address + row * rowBytes, width), row, t);
  }
}

/** The program that keeps all states, made when it is asked for; it stands behind everything else. */
function inspectProgram(core: EngineCore): PlacedProgram {
  const { placed, machine, shapes } = core;
  if (!placed.inspect) {
    const options = core.ownProgram(inspectedRows);
    const { program, top } = planProgram(options, placed.data, shapes, 'inspect', inspectedRows);
    machine.layOut(top);
    placed.inspect = { program, tape: machine.place(program.tape) };
  }
  return placed.inspect;
}
