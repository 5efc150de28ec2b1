import { activationFunctions } from '../activations';
import type { Matrix } from '../matrix';
import * as m from '../matrix';
import { RecurrentProjection } from '../projections';
import type { RunCell } from './cell';
import { backThroughTime, firstState, lastOf, previous, stack } from './cell';

interface Step {
  /** Gates and candidate after their activations. */
  readonly i: Matrix;
  readonly f: Matrix;
  readonly g: Matrix;
  readonly o: Matrix;
  readonly c: Matrix;
  /** activation(c) */
  readonly a: Matrix;
  readonly h: Matrix;
}

/** c' = f·c + i·g, h' = o·activation(c'), with the gates i, f, c (here g), o from x + h·R. */
export const runLstm: RunCell = (input) => {
  const { layer, timeSteps, batchSize } = input;
  const activation = activationFunctions[layer.activation];
  const gate = activationFunctions[layer.recurrentActivation];
  const recurrent = new RecurrentProjection(input.recurrentKernel, input.recurrentMasks);

  const first = { h: firstState(input), c: input.initial?.c ?? m.zeros(batchSize, layer.units) };
  let { h, c } = first;
  const steps = m.split(input.projected, timeSteps, m.axis.rows).map((x): Step => {
    const parts = m.split(m.add(x, recurrent.product(h)), 4, m.axis.columns) as [Matrix, Matrix, Matrix, Matrix];
    const [i, f, o] = [gate.value(parts[0]), gate.value(parts[1]), gate.value(parts[3])];
    const g = activation.value(parts[2]);
    c = m.add(m.multiply(f, c), m.multiply(i, g));
    const a = activation.value(c);
    h = m.multiply(o, a);
    return { i, f, g, o, c, a, h };
  });
  const list = (name: keyof Step): Matrix[] => steps.map((step) => step[name]);
  const all = (name: keyof Step): Matrix => stack(list(name));
  const before = (name: 'c' | 'h'): Matrix => previous(first[name], list(name));

  return {
    states: list('h'),
    end: { h: lastOf(list('h')), c: lastOf(list('c')) },
    gates: { i: list('i'), f: list('f'), c: list('g'), o: list('o') },
    backward: (outside, endC) => {
      // By how much each sum of a gate moves c (i, f, g) or h (o), for all steps at once.
      const [i, f, g, o, a] = [all('i'), all('f'), all('g'), all('o'), all('a')];
      const weights = m.concat(
        [
          m.multiply(g, gate.derivative(i)),
          m.multiply(before('c'), gate.derivative(f)),
          m.multiply(i, activation.derivative(g)),
          m.multiply(a, gate.derivative(o)),
        ],
        m.axis.columns,
      );
      const weightSteps = m.split(weights, timeSteps, m.axis.rows);
      const stateToCarry = m.split(m.multiply(o, activation.derivative(a)), timeSteps, m.axis.rows);

      const sums: Matrix[] = [];
      let later: Matrix | null = endC; // gradient by c from the step after
      const gradients = backThroughTime(input, outside, (gradient, t, isAsked) => {
        const throughState = m.multiply(gradient, stateToCarry[t] ?? gradient);
        const carry: Matrix = later ? m.add(later, throughState) : throughState;
        const wide = m.concat([carry, carry, carry, gradient], m.axis.columns);
        const sum = m.multiply(wide, weightSteps[t] ?? wide);
        sums.unshift(sum);
        if (!isAsked) return null;
        later = m.multiply(carry, steps[t]?.f ?? carry);
        return recurrent.stateGradient(sum);
      });
      const projected = stack(sums);
      return {
        projected,
        recurrentKernel: recurrent.kernelGradient(before('h'), projected, timeSteps),
        recurrentBias: null,
        states: gradients.states,
        initial: gradients.first && { h: gradients.first, c: later },
      };
    },
  };
};
