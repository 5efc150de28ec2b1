import * as ops from '../kernels/ops';
import { atStep } from '../memory/layout';
import { activationNumbers, activations, goesBack, maskAt, parameterAddress } from '../program/context';
import type { Cell, CellSetting } from './cell';
import { addWeightGradients, backwards, gradientBefore, lastOf, projectionOf, stateBefore } from './cell';
import { Recurrence } from './recurrence';

/** h' = activation(x·W + b + h·R). The sums are written where the states will stand. */
export function simpleRnn(setting: CellSetting): Cell {
  const { context, layer, recurrentKernel, biases, masks, order, stateGradient, initial } = setting;
  const { tape } = context;
  const activation = activationNumbers[layer.activation];
  const states = activations(context, layer.units);
  const sums = goesBack(context) ? activations(context, layer.units) : null;
  const projection = projectionOf(setting);
  const gates = { from: 0, count: 1 };
  const read = { states, initial: initial?.h ?? null };
  const recurrence = new Recurrence(context, recurrentKernel, read, order, masks.recurrent, gates);
  const [bias] = biases;
  if (!bias) throw new Error('A cell has a bias.');

  return {
    states,
    end: { h: atStep(states, lastOf(order)), c: null },
    gates: [],
    forward: () => {
      projection.forward(states, parameterAddress(context, bias));
      for (const t of order.steps) {
        recurrence.forward(states, t, 'output');
        const [h, before] = [atStep(states, t), stateBefore(setting, states, t, initial?.h)];
        tape.emitCell(
          layer.units,
          ops.SIMPLE_RNN,
          ...[h.address, h.rowBytes, before.address, before.rowBytes, h.width, activation, maskAt(context, t)],
        );
      }
    },
    backward: (add) => {
      if (!sums || !stateGradient) return;
      for (const t of backwards(order)) {
        const [h, dh, dz] = [atStep(states, t), stateGradient.at(t), atStep(sums, t)];
        const mask = maskAt(context, t);
        tape.emitCell(
          layer.units,
          ops.SIMPLE_RNN_BACK,
          ...[h.address, h.rowBytes, dh.address, dh.rowBytes, dz.address, dz.rowBytes],
          ...[h.width, activation, mask],
        );
        const before = gradientBefore(setting, t);
        if (!before) continue;
        const back = before.view;
        recurrence.backward(sums, t, back, before.fromAbove ? 'output' : 'zero');
        if (mask) {
          tape.emit(ops.ADD_MASKED, back.address, back.rowBytes, dh.address, dh.rowBytes, h.width, mask);
        }
      }
      projection.backward(sums, add);
    },
    gradients: () => {
      if (!sums) return;
      addWeightGradients(setting, projection, sums, (panels, d) => ({ sources: recurrence.source(panels, d), d }));
    },
  };
}
