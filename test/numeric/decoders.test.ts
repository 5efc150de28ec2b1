import { describe, expect, test } from 'vitest';

import type { Engine } from '../../src/engine/engine';
import { decoderUpdates, readDecoders, startDecoder } from './decoderVectors';
import type { DecoderCase } from './decoderVectors';
import { engineNames, isFused, livingTensors } from './engines';
import { allowed, allowedWeights, shareOf } from './tolerance';

const cases = readDecoders();

describe.each(engineNames)('%s: a decoder is as Keras has it:', (which) => {
  test.each(cases.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    const engine = await startDecoder(vector, which);
    const shares = await compare(engine, vector);
    engine.dispose();
    if (!isFused(which)) expect(livingTensors()).toBe(0);
    expect(Object.entries(shares).filter(([, share]) => !(share <= 1))).toEqual([]);
  });
});

/** Every result's largest error as a share of what the length of its sums allows. */
async function compare(
  engine: Engine,
  { data, batches, expected, sums }: DecoderCase,
): Promise<Record<string, number>> {
  const outputs = realOutputs(await engine.predict(Int32Array.from(data.lengths.keys())), data.targetLengths);
  const rate = 0.001;
  const losses: number[] = [];
  let norm = NaN;
  let gradient: Float32Array[] = [];
  for (const [step, examples] of batches.entries()) {
    const result = await engine.trainBatch(Int32Array.from(examples), rate);
    losses.push(result.loss);
    if (step > 0) continue;
    norm = result.gradientNorm;
    // Adam's first m is a tenth of the gradient, which shows it without a way into the engine.
    const { slots } = engine.optimizerState();
    gradient = slots.slice(0, expected.gradient.length).map(({ values }) => values.map((m) => m * 10));
  }
  const shares: Record<string, number> = {
    outputs: shareOf(allowed(sums.outputs, expected.outputs), outputs, expected.outputs),
    losses: shareOf(allowed(sums.gradient, expected.losses), losses, expected.losses),
  };
  const expectedNorm = Math.hypot(...expected.gradient.map((values) => Math.hypot(...values)));
  shares['gradient norm'] = shareOf(allowed(sums.gradient, [expectedNorm]), [norm], [expectedNorm]);
  engine.weights().forEach(({ name, values }, i) => {
    const ofGradient = expected.gradient[i] ?? [];
    const after = expected.weights[i] ?? [];
    shares[`gradient of ${name}`] = shareOf(allowed(sums.gradient, ofGradient), gradient[i] ?? [], ofGradient);
    const limit = allowedWeights(sums.gradient, after, ofGradient, { steps: decoderUpdates, rate });
    shares[name] = shareOf(limit, values, after);
  });
  return shares;
}

/** The outputs of the steps that each example has; those beyond are no numbers. */
function realOutputs(all: Float32Array, lengths: readonly number[]): number[] {
  const ofExample = all.length / lengths.length;
  const steps = Math.max(...lengths);
  const real: number[] = [];
  lengths.forEach((length, i) => {
    const values = all.subarray(i * ofExample, (i + 1) * ofExample);
    const count = [...values].findIndex(Number.isNaN);
    const end = count < 0 ? values.length : count;
    if (end % length !== 0) throw new Error(`Example ${i} of ${length} steps has ${end} outputs, of ${steps} at most.`);
    real.push(...values.subarray(0, end));
  });
  return real;
}
