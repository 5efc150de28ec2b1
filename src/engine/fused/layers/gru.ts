import * as ops from '../kernels/ops';
import { atStep, columns } from '../memory/layout';
import { activationNumbers, activations, goesBack, history, maskAt, parameterAddress } from '../program/context';
import type { Cell, CellSetting } from './cell';
import {
  addWeightGradients,
  backwards,
  eachStep,
  gatesOf,
  gradientBefore,
  lastOf,
  projectionOf,
  stateBefore,
  statesOf,
} from './cell';
import { Recurrence } from './recurrence';

/** h' = z·h + (1 - z)·candidate; the variants differ in where the reset gate acts. Gates z, r, candidate. */
export function gru(setting: CellSetting): Cell {
  return setting.layer.resetAfter ? resetAfter(setting) : resetBefore(setting);
}

/** candidate = activation(x + r·(h·R + b)): Keras' default. */
function resetAfter(setting: CellSetting): Cell {
  const { context, layer, kernel, recurrentKernel, biases, masks, order, stateGradient, initial } = setting;
  const { tape } = context;
  const { units } = layer;
  const kinds = [activationNumbers[layer.activation], activationNumbers[layer.recurrentActivation]];
  const ofGate = kernel.panels / 3;
  const gates = history(context, kernel.panels * 8);
  const inner = history(context, units);
  const states = statesOf(setting);
  const projection = projectionOf(setting);
  const read = { states, initial: initial?.h ?? null };
  const recurrenceOf = (from: number, count: number): Recurrence =>
    new Recurrence(context, recurrentKernel, read, order, masks.recurrent.slice(from, from + count), { from, count });
  const toGates = recurrenceOf(0, 2);
  const toInner = recurrenceOf(2, 1);
  const [bias, recurrentBias] = biases;
  if (!bias || !recurrentBias) throw new Error('A GRU with reset after has two biases.');

  return {
    states,
    end: { h: atStep(states, lastOf(order)), c: null },
    gates: gatesOf(['z', 'r', 'h'], gates),
    forward: () => {
      eachStep(setting, projection, gates, parameterAddress(context, bias), (t) => {
        toGates.forward(gates, t, 'output');
        toInner.forward(inner, t, 'zero');
        const [s, i, h] = [atStep(gates, t), atStep(inner, t), atStep(states, t)];
        const before = stateBefore(setting, states, t, initial?.h);
        tape.emitCell(
          layer.units,
          ops.GRU_AFTER,
          ...[s.address, s.rowBytes, i.address, i.rowBytes, order.before(t) === null && !initial ? 1 : 0],
          ...[parameterAddress(context, recurrentBias), before.address, before.rowBytes],
          ...[h.address, h.rowBytes, h.width, ...kinds, maskAt(context, t)],
        );
      });
    },
    backward: (add) => {
      if (!stateGradient) return;
      for (const t of backwards(order)) {
        const [s, i, dh] = [atStep(gates, t), atStep(inner, t), stateGradient.at(t)];
        const before = stateBefore(setting, states, t, initial?.h);
        const back = gradientBefore(setting, t);
        tape.emitCell(
          layer.units,
          ops.GRU_AFTER_BACK,
          ...[s.address, s.rowBytes, i.address, i.rowBytes, before.address, before.rowBytes],
          ...[dh.address, dh.rowBytes, back?.view.address ?? 0, back?.view.rowBytes ?? 0, back?.fromAbove ? 1 : 0],
          ...[i.width, ...kinds, maskAt(context, t)],
        );
        if (!back) continue;
        toGates.backward(gates, t, back.view, 'output');
        toInner.backward(inner, t, back.view, 'output');
      }
      projection.backward(gates, add);
    },
    gradients: () => {
      if (!goesBack(context)) return;
      addWeightGradients(setting, projection, gates, (panels, d) => {
        if (panels.first < 2 * ofGate) return { sources: toGates.source(panels, d), d };
        const byInner = columns(inner, (panels.first - 2 * ofGate) * 8, panels.count * 8);
        return { sources: toInner.source(panels, byInner), d: byInner };
      });
    },
  };
}

/** candidate = activation(x + (r·h)·R): the first published form, and the only one of TensorFlow.js' layers. */
function resetBefore(setting: CellSetting): Cell {
  const { context, layer, kernel, recurrentKernel, biases, masks, order, stateGradient, initial } = setting;
  const { tape } = context;
  const { units } = layer;
  const kind = activationNumbers[layer.activation];
  const gateKind = activationNumbers[layer.recurrentActivation];
  const ofGate = kernel.panels / 3;
  const gates = history(context, kernel.panels * 8);
  const candidates = columns(gates, 2 * ofGate * 8, ofGate * 8);
  const inner = history(context, units);
  const states = statesOf(setting);
  const byInner = goesBack(context) ? activations(context, units, 'one') : null;
  const projection = projectionOf(setting);
  const [gateMasks, candidateMasks] = [masks.recurrent.slice(0, 2), masks.recurrent.slice(2)];
  const read = { states, initial: initial?.h ?? null };
  const toGates = new Recurrence(context, recurrentKernel, read, order, gateMasks, { from: 0, count: 2 });
  const toCandidate = new Recurrence(
    context,
    recurrentKernel,
    { states: inner, initial: null },
    order,
    candidateMasks,
    { from: 2, count: 1 },
    false,
  );
  const [bias] = biases;
  if (!bias) throw new Error('A cell has a bias.');

  return {
    states,
    end: { h: atStep(states, lastOf(order)), c: null },
    gates: gatesOf(['z', 'r', 'h'], gates),
    forward: () => {
      eachStep(setting, projection, gates, parameterAddress(context, bias), (t) => {
        toGates.forward(gates, t, 'output');
        const [s, i, h] = [atStep(gates, t), atStep(inner, t), atStep(states, t)];
        const before = stateBefore(setting, states, t, initial?.h);
        tape.emitCell(
          layer.units,
          ops.GRU_BEFORE_GATES,
          ...[s.address, s.rowBytes, i.address, i.rowBytes, before.address, before.rowBytes, h.width, gateKind],
        );
        toCandidate.forward(candidates, t, 'output');
        tape.emitCell(
          layer.units,
          ops.GRU_BEFORE_STATE,
          ...[s.address, s.rowBytes, before.address, before.rowBytes, h.address, h.rowBytes],
          ...[h.width, kind, maskAt(context, t)],
        );
      });
    },
    backward: (add) => {
      if (!stateGradient || !byInner) return;
      for (const t of backwards(order)) {
        const [s, dh] = [atStep(gates, t), stateGradient.at(t)];
        const before = stateBefore(setting, states, t, initial?.h);
        const back = gradientBefore(setting, t);
        const backAddress = [back?.view.address ?? 0, back?.view.rowBytes ?? 0];
        tape.emitCell(
          layer.units,
          ops.GRU_BEFORE_STATE_BACK,
          ...[s.address, s.rowBytes, before.address, before.rowBytes, dh.address, dh.rowBytes],
          ...[...backAddress, back?.fromAbove ? 1 : 0, byInner.width, kind, gateKind, maskAt(context, t)],
        );
        toCandidate.backward(candidates, t, byInner, 'zero');
        tape.emitCell(
          layer.units,
          ops.GRU_BEFORE_GATES_BACK,
          ...[s.address, s.rowBytes, byInner.address, byInner.rowBytes, before.address, before.rowBytes],
          ...[...backAddress, byInner.width, gateKind],
        );
        if (back) toGates.backward(gates, t, back.view, 'output');
      }
      projection.backward(gates, add);
    },
    gradients: () => {
      if (!goesBack(context)) return;
      addWeightGradients(setting, projection, gates, (panels, d) => ({
        sources: (panels.first >= 2 * ofGate ? toCandidate : toGates).source(panels, d),
        d,
      }));
    },
  };
}
