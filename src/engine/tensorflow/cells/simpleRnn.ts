import { activationFunctions } from '../activations';
import type { Matrix } from '../matrix';
import * as m from '../matrix';
import { RecurrentProjection } from '../projections';
import type { RunCell } from './cell';
import { backThroughTime, firstState, lastOf, previous, stack } from './cell';

/** h' = activation(x + h·R) */
export const runSimpleRnn: RunCell = (input) => {
  const { layer, timeSteps } = input;
  const activation = activationFunctions[layer.activation];
  const recurrent = new RecurrentProjection(input.recurrentKernel, input.recurrentMasks);
  const first = firstState(input);
  let h = first;
  const states = m
    .split(input.projected, timeSteps, m.axis.rows)
    .map((x) => (h = activation.value(m.add(x, recurrent.product(h)))));

  return {
    states,
    end: { h: lastOf(states), c: null },
    gates: {},
    backward: (outside) => {
      const slopes = m.split(activation.derivative(stack(states)), timeSteps, m.axis.rows);
      const sums: Matrix[] = [];
      const gradients = backThroughTime(input, outside, (gradient, t, isAsked) => {
        const sum = m.multiply(gradient, slopes[t] ?? gradient);
        sums.unshift(sum);
        return isAsked ? recurrent.stateGradient(sum) : null;
      });
      const projected = stack(sums);
      return {
        projected,
        recurrentKernel: recurrent.kernelGradient(previous(first, states), projected, timeSteps),
        recurrentBias: null,
        states: gradients.states,
        initial: gradients.first && { h: gradients.first, c: null },
      };
    },
  };
};
