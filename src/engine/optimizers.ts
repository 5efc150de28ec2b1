import type { Experiment } from '../spec/experiment';
import type { NamedWeight, OptimizerState } from './engine';
import type { Parameters } from './parameters';

/**
 * Keras' optimizers over one flat array of parameters, formulas and defaults of keras/src/optimizers (Keras 3.15):
 * beta 0.9 and 0.999, rho 0.9, epsilon 1e-7. State is kept in float32 as Keras keeps it.
 */
export abstract class Optimizer {
  protected step = 0;

  constructor(
    protected readonly parameters: Parameters,
    /** What the rule remembers of each parameter, by Keras' short name. */
    private readonly slots: Readonly<Record<string, Float32Array>>,
  ) {}

  /** One update of `parameters.values` from the gradient (same layout). */
  apply(gradient: Float32Array, learningRate: number): void {
    this.step++;
    this.update(this.parameters.values, gradient, learningRate);
  }

  protected abstract update(values: Float32Array, gradient: Float32Array, learningRate: number): void;

  state(): OptimizerState {
    const slots = Object.entries(this.slots).flatMap(([slot, flat]) => this.parameters.toNamed(flat, `${slot}/`));
    return { step: this.step, slots };
  }

  /** @throws Error when slots, names or shapes differ from `state()` */
  setState(state: OptimizerState): void {
    const entries = Object.entries(this.slots);
    const count = this.parameters.shapes.length;
    if (state.slots.length !== entries.length * count) {
      throw new Error(
        `The optimizer remembers ${entries.length * count} arrays, but ${state.slots.length} were given.`,
      );
    }
    entries.forEach(([slot, flat], i) => {
      const part: readonly NamedWeight[] = state.slots.slice(i * count, (i + 1) * count);
      this.parameters.fromNamed(part, flat, `${slot}/`);
    });
    this.step = state.step;
  }
}

const epsilon = 1e-7;

/**
 * Adam's learning rate with the corrections of both means at update `step`, from 1 on. The powers are rounded to float32
 * as in Keras: 1 - 0.999 then is off by 1.3e-5, which shows in the first steps.
 */
export function adamRate(learningRate: number, step: number): number {
  const power1 = Math.fround(Math.fround(0.9) ** step);
  const power2 = Math.fround(Math.fround(0.999) ** step);
  return (learningRate * Math.sqrt(1 - power2)) / (1 - power1);
}

class Adam extends Optimizer {
  private readonly m: Float32Array;
  private readonly v: Float32Array;

  /** @param weightDecay decoupled decay (AdamW) of every weight, biases too, as Keras applies it; 0 for Adam */
  constructor(
    parameters: Parameters,
    private readonly weightDecay: number,
  ) {
    const m = new Float32Array(parameters.values.length);
    const v = new Float32Array(parameters.values.length);
    super(parameters, { m, v });
    this.m = m;
    this.v = v;
  }

  protected override update(values: Float32Array, gradient: Float32Array, learningRate: number): void {
    const { m, v, weightDecay } = this;
    const alpha = adamRate(learningRate, this.step);
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] ?? NaN;
      const mi = (m[i] ?? 0) + (g - (m[i] ?? 0)) * (1 - 0.9);
      const vi = (v[i] ?? 0) + (g * g - (v[i] ?? 0)) * (1 - 0.999);
      m[i] = mi;
      v[i] = vi;
      const value = values[i] ?? 0;
      values[i] = value - value * weightDecay * learningRate - (mi * alpha) / (Math.sqrt(vi) + epsilon);
    }
  }
}

class RmsProp extends Optimizer {
  private readonly velocity: Float32Array;

  constructor(parameters: Parameters) {
    const velocity = new Float32Array(parameters.values.length);
    super(parameters, { v: velocity });
    this.velocity = velocity;
  }

  protected override update(values: Float32Array, gradient: Float32Array, learningRate: number): void {
    const { velocity } = this;
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] ?? NaN;
      const v = 0.9 * (velocity[i] ?? 0) + (1 - 0.9) * g * g;
      velocity[i] = v;
      values[i] = (values[i] ?? 0) - (learningRate * g) / Math.sqrt(v + epsilon);
    }
  }
}

class Sgd extends Optimizer {
  private readonly velocity: Float32Array | null;

  constructor(
    parameters: Parameters,
    private readonly momentum: number,
  ) {
    const velocity = momentum > 0 ? new Float32Array(parameters.values.length) : null;
    super(parameters, velocity ? { m: velocity } : {});
    this.velocity = velocity;
  }

  protected override update(values: Float32Array, gradient: Float32Array, learningRate: number): void {
    const { velocity, momentum } = this;
    for (let i = 0; i < values.length; i++) {
      const step = (velocity?.[i] ?? 0) * momentum - learningRate * (gradient[i] ?? NaN);
      if (velocity) velocity[i] = step;
      values[i] = (values[i] ?? 0) + step;
    }
  }
}

/** The optimizer that the experiment asks for, working on `parameters`. */
export function createOptimizer(optimizer: Experiment['training']['optimizer'], parameters: Parameters): Optimizer {
  switch (optimizer.name) {
    case 'adam':
      return new Adam(parameters, 0);
    case 'adamw':
      return new Adam(parameters, optimizer.weightDecay);
    case 'rmsprop':
      return new RmsProp(parameters);
    case 'sgd':
      return new Sgd(parameters, optimizer.momentum);
  }
}

/** Norm of the whole gradient, over all weights together. */
export function globalNorm(gradient: Float32Array): number {
  let sum = 0;
  for (const g of gradient) sum += g * g;
  return Math.sqrt(sum);
}

/**
 * Scales the gradient in place so that its global norm is at most `clipNorm` (Keras' `global_clipnorm`; its `clipnorm`
 * would clip each weight on its own). A gradient that is not finite stays so.
 * @returns the norm before clipping
 */
export function clipByGlobalNorm(gradient: Float32Array, clipNorm: number | null): number {
  const norm = globalNorm(gradient);
  if (clipNorm !== null && norm > clipNorm) {
    const scale = clipNorm / norm;
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] ?? 0) * scale;
  }
  return norm;
}
