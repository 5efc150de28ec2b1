import * as ops from '../kernels/ops';
import { atStep } from '../memory/layout';
import { activationNumbers, activations, goesBack, history, maskAt, parameterAddress } from '../program/context';
import type { Cell, CellSetting } from './cell';
import { addWeightGradients, backwards, eachStep, projectionOf, stateBefore, statesOf } from './cell';
import { Recurrence } from './recurrence';

/** c' = f·c + i·g, h' = o·activation(c'), gates i, f, g (Keras' c), o. */
export function lstm(setting: CellSetting): Cell {
  const { context, layer, kernel, recurrentKernel, biases, masks, order, stateGradient } = setting;
  const { tape } = context;
  const { units } = layer;
  const kinds = [activationNumbers[layer.activation], activationNumbers[layer.recurrentActivation]];
  const gates = history(context, kernel.panels * 8);
  const states = statesOf(setting);
  const cells = history(context, units);
  const activated = history(context, units);
  const carry = goesBack(context) ? activations(context, units, 'one') : null;
  const projection = projectionOf(setting);
  const recurrence = new Recurrence(context, recurrentKernel, states, order, masks.recurrent, { from: 0, count: 4 });
  const [bias] = biases;
  if (!bias) throw new Error('A cell has a bias.');

  return {
    states,
    forward: () => {
      eachStep(setting, projection, gates, parameterAddress(context, bias), (t) => {
        recurrence.forward(gates, t, 'output');
        const [z, c, a, h] = [atStep(gates, t), atStep(cells, t), atStep(activated, t), atStep(states, t)];
        const [cBefore, hBefore] = [stateBefore(setting, cells, t), stateBefore(setting, states, t)];
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
      const last = order.steps.at(-1);
      for (const t of backwards(order)) {
        const [z, a, dh] = [atStep(gates, t), atStep(activated, t), stateGradient.at(t)];
        const cBefore = stateBefore(setting, cells, t);
        const mask = maskAt(context, t);
        tape.emitCell(
          layer.units,
          ops.LSTM_BACK,
          ...[z.address, z.rowBytes, cBefore.address, cBefore.rowBytes, a.address, a.rowBytes],
          ...[dh.address, dh.rowBytes, carry.address, carry.rowBytes, t === last ? 1 : 0],
          ...[a.width, ...kinds, mask],
        );
        const before = order.before(t);
        if (before === null) continue;
        const back = stateGradient.at(before);
        recurrence.backward(gates, t, back, stateGradient.hasFromAbove(before) ? 'output' : 'zero');
        if (mask) {
          tape.emit(ops.ADD_MASKED, back.address, back.rowBytes, dh.address, dh.rowBytes, a.width, mask);
        }
      }
      projection.backward(gates, add);
    },
    gradients: () => {
      if (!carry) return;
      addWeightGradients(setting, projection, gates, (panels, d) => ({ sources: recurrence.source(panels, d), d }));
    },
  };
}
