import * as ops from '../kernels/ops';
import { atStep } from '../memory/layout';
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
import { copy } from './copy';
import { Recurrence } from './recurrence';

/** c' = f·c + i·g, h' = o·activation(c'), gates i, f, g (Keras' c), o. */
export function lstm(setting: CellSetting): Cell {
  const { context, layer, kernel, recurrentKernel, biases, masks, order, stateGradient, initial, endGradient } =
    setting;
  const { tape } = context;
  const { units } = layer;
  const kinds = [activationNumbers[layer.activation], activationNumbers[layer.recurrentActivation]];
  const gates = history(context, kernel.panels * 8);
  const states = statesOf(setting);
  const cells = history(context, units);
  const activated = history(context, units);
  const carry = goesBack(context) ? activations(context, units, 'one') : null;
  const projection = projectionOf(setting);
  const read = { states, initial: initial?.h ?? null };
  const recurrence = new Recurrence(context, recurrentKernel, read, order, masks.recurrent, { from: 0, count: 4 });
  const [bias] = biases;
  if (!bias) throw new Error('A cell has a bias.');

  const last = lastOf(order);

  return {
    states,
    end: { h: atStep(states, last), c: atStep(cells, last) },
    gates: gatesOf(['i', 'f', 'c', 'o'], gates),
    forward: () => {
      eachStep(setting, projection, gates, parameterAddress(context, bias), (t) => {
        recurrence.forward(gates, t, 'output');
        const [z, c, a, h] = [atStep(gates, t), atStep(cells, t), atStep(activated, t), atStep(states, t)];
        const cBefore = stateBefore(setting, cells, t, initial?.c);
        const hBefore = stateBefore(setting, states, t, initial?.h);
        tape.emitCell(
          layer.units,
          ops.LSTM,
          ...[z.address, z.rowBytes, cBefore.address, hBefore.address, cBefore.rowBytes],
          ...[c.address, a.address, h.address, h.rowBytes, h.width],
          ...[...kinds, maskAt(context, t)],
        );
      });
    },
    backward: (add) => {
      if (!carry || !stateGradient) return;
      if (endGradient) copy(context, carry, endGradient, units);
      for (const t of backwards(order)) {
        const [z, a, dh] = [atStep(gates, t), atStep(activated, t), stateGradient.at(t)];
        const cBefore = stateBefore(setting, cells, t, initial?.c);
        const mask = maskAt(context, t);
        tape.emitCell(
          layer.units,
          ops.LSTM_BACK,
          ...[z.address, z.rowBytes, cBefore.address, cBefore.rowBytes, a.address, a.rowBytes],
          ...[dh.address, dh.rowBytes, carry.address, carry.rowBytes, t === last && !endGradient ? 1 : 0],
          ...[a.width, ...kinds, mask],
        );
        const before = gradientBefore(setting, t);
        if (!before) continue;
        const back = before.view;
        recurrence.backward(gates, t, back, before.fromAbove ? 'output' : 'zero');
        if (mask) {
          tape.emit(ops.ADD_MASKED, back.address, back.rowBytes, dh.address, dh.rowBytes, a.width, mask);
        }
      }
      if (initial?.gradient?.c) copy(context, initial.gradient.c, carry, units);
      projection.backward(gates, add);
    },
    gradients: () => {
      if (!carry) return;
      addWeightGradients(setting, projection, gates, (panels, d) => ({ sources: recurrence.source(panels, d), d }));
    },
  };
}
