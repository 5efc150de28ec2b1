import { activationFunctions } from '../activations';
import type { Matrix } from '../matrix';
import * as m from '../matrix';
import { RecurrentProjection } from '../projections';
import type { CellGradients, CellInput, CellPass, RunCell } from './cell';
import { backThroughTime, firstState, lastOf, previous, stack } from './cell';

interface Step {
  /** Update gate, reset gate and candidate after their activations. */
  readonly z: Matrix;
  readonly r: Matrix;
  readonly candidate: Matrix;
  /** What the candidate takes from the state, before the reset gate (resetAfter) or after it (otherwise). */
  readonly inner: Matrix;
  readonly h: Matrix;
}

/** h' = z·h + (1 - z)·candidate; the variants differ in where the reset gate acts. */
export const runGru: RunCell = (input) => (input.layer.resetAfter ? resetAfter(input) : resetBefore(input));

/** candidate = activation(x + r·(h·R + b)): Keras' default. */
const resetAfter: RunCell = (input) => {
  const { layer, timeSteps } = input;
  const { units } = layer;
  const activation = activationFunctions[layer.activation];
  const gate = activationFunctions[layer.recurrentActivation];
  const recurrent = new RecurrentProjection(input.recurrentKernel, input.recurrentMasks);
  const bias = input.recurrentBias ?? m.zeros(1, 3 * units);

  const inputs = stepInputs(input);
  const first = firstState(input);
  let h = first;
  const steps = inputs.map(({ gates, candidate: xh }): Step => {
    const [hzr, inner] = halves(m.add(recurrent.product(h), bias), units);
    const [z, r] = m.split(gate.value(m.add(gates, hzr)), 2, m.axis.columns) as [Matrix, Matrix];
    const candidate = activation.value(m.add(xh, m.multiply(r, inner)));
    h = mix(z, h, candidate);
    return { z, r, candidate, inner, h };
  });

  return {
    ...passOf(steps),
    backward: (outside) => {
      const before = previous(first, list(steps, 'h'));
      const weights = stateWeights(steps, before, input);
      const r = stack(list(steps, 'r'));
      const inner = stack(list(steps, 'inner'));
      const byR = m.multiply(m.multiply(weights.candidate, inner), gate.derivative(r));
      const byInner = m.multiply(weights.candidate, r);
      const wide = m.concat([weights.z, byR, byInner], m.axis.columns);
      const wideSteps = m.split(wide, timeSteps, m.axis.rows);

      const products: Matrix[] = [];
      const gradients = backThroughTime(input, outside, (gradient, t, isAsked) => {
        const tripled = m.concat([gradient, gradient, gradient], m.axis.columns);
        const product = m.multiply(tripled, wideSteps[t] ?? tripled);
        products.unshift(product);
        if (!isAsked) return null;
        return m.add(m.multiply(gradient, steps[t]?.z ?? gradient), recurrent.stateGradient(product));
      });
      const product = stack(products);
      const [byGates] = halves(product, units);
      return {
        projected: m.concat([byGates, m.multiply(stack(gradients.states), weights.candidate)], m.axis.columns),
        recurrentKernel: recurrent.kernelGradient(before, product, timeSteps),
        recurrentBias: m.sumRows(product),
        states: gradients.states,
        initial: gradients.first && { h: gradients.first, c: null },
      };
    },
  };
};

/** candidate = activation(x + (r·h)·R): the first published form, and the only one of TensorFlow.js' layers. */
const resetBefore: RunCell = (input) => {
  const { layer, timeSteps } = input;
  const { units } = layer;
  const activation = activationFunctions[layer.activation];
  const gate = activationFunctions[layer.recurrentActivation];
  const [gateKernel, candidateKernel] = halves(input.recurrentKernel, units);
  const gateRecurrent = new RecurrentProjection(gateKernel, input.recurrentMasks.slice(0, 2));
  const candidateRecurrent = new RecurrentProjection(candidateKernel, input.recurrentMasks.slice(2));

  const first = firstState(input);
  let h = first;
  const steps = stepInputs(input).map(({ gates, candidate: xh }): Step => {
    const [z, r] = m.split(gate.value(m.add(gates, gateRecurrent.product(h))), 2, m.axis.columns) as [Matrix, Matrix];
    const inner = m.multiply(r, h);
    const candidate = activation.value(m.add(xh, candidateRecurrent.product(inner)));
    h = mix(z, h, candidate);
    return { z, r, candidate, inner, h };
  });

  return {
    ...passOf(steps),
    backward: (outside): CellGradients => {
      const before = previous(first, list(steps, 'h'));
      const weights = stateWeights(steps, before, input);
      const weightSteps = {
        z: m.split(weights.z, timeSteps, m.axis.rows),
        candidate: m.split(weights.candidate, timeSteps, m.axis.rows),
      };
      const slope = gate.derivative(stack(list(steps, 'r')));
      const byReset = m.split(m.multiply(before, slope), timeSteps, m.axis.rows);

      const gateSums: Matrix[] = [];
      const candidateSums: Matrix[] = [];
      const gradients = backThroughTime(input, outside, (gradient, t, isAsked) => {
        const candidateSum = m.multiply(gradient, weightSteps.candidate[t] ?? gradient);
        const inner = candidateRecurrent.stateGradient(candidateSum);
        const zSum = m.multiply(gradient, weightSteps.z[t] ?? gradient);
        const gateSum = m.concat([zSum, m.multiply(inner, byReset[t] ?? inner)], m.axis.columns);
        candidateSums.unshift(candidateSum);
        gateSums.unshift(gateSum);
        const step = steps[t];
        if (!isAsked || !step) return null;
        const direct = m.add(m.multiply(gradient, step.z), m.multiply(inner, step.r));
        return m.add(direct, gateRecurrent.stateGradient(gateSum));
      });
      const [gateSum, candidateSum] = [stack(gateSums), stack(candidateSums)];
      const inners = stack(list(steps, 'inner'));
      return {
        projected: m.concat([gateSum, candidateSum], m.axis.columns),
        recurrentKernel: m.concat(
          [
            gateRecurrent.kernelGradient(before, gateSum, timeSteps),
            candidateRecurrent.kernelGradient(inners, candidateSum, timeSteps),
          ],
          m.axis.columns,
        ),
        recurrentBias: null,
        states: gradients.states,
        initial: gradients.first && { h: gradients.first, c: null },
      };
    },
  };
};

const list = (steps: readonly Step[], name: keyof Step): Matrix[] => steps.map((step) => step[name]);

function passOf(steps: readonly Step[]): Omit<CellPass, 'backward'> {
  const states = list(steps, 'h');
  const gates = { z: list(steps, 'z'), r: list(steps, 'r'), h: list(steps, 'candidate') };
  return { states, end: { h: lastOf(states), c: null }, gates };
}

/** x·kernel + bias by step, for the gates [B, 2H] and the candidate [B, H]. */
function stepInputs({ projected, timeSteps, layer }: CellInput): { gates: Matrix; candidate: Matrix }[] {
  const [gates, candidates] = halves(projected, layer.units);
  const candidateSteps = m.split(candidates, timeSteps, m.axis.rows);
  return m
    .split(gates, timeSteps, m.axis.rows)
    .map((step, t) => ({ gates: step, candidate: candidateSteps[t] ?? step }));
}

/** The columns of the gates z and r, and those of the candidate. */
function halves(x: Matrix, units: number): [Matrix, Matrix] {
  return m.split(x, [2 * units, units], m.axis.columns) as [Matrix, Matrix];
}

/** z·h + (1 - z)·candidate, with one product less. */
function mix(z: Matrix, h: Matrix, candidate: Matrix): Matrix {
  return m.add(candidate, m.multiply(z, m.subtract(h, candidate)));
}

/** By how much the sums of z and of the candidate move h, for all steps at once, [T·B, H] each. */
function stateWeights(steps: readonly Step[], before: Matrix, { layer }: CellInput): { z: Matrix; candidate: Matrix } {
  const z = stack(list(steps, 'z'));
  const candidate = stack(list(steps, 'candidate'));
  return {
    z: m.multiply(m.subtract(before, candidate), activationFunctions[layer.recurrentActivation].derivative(z)),
    candidate: m.multiply(m.subtract(m.constant(1), z), activationFunctions[layer.activation].derivative(candidate)),
  };
}
