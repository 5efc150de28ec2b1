import { beforeAll, describe, expect, it } from 'vitest';

import { writeKerasNetwork } from './kerasNetwork';
import { type NetworkCase, networkCases } from './networkCases';
import { layOutNetwork, type NetworkRun } from './networkRun';
import { runScripts, withoutPython } from './python';

if (withoutPython !== null) console.warn(`Generated Keras networks are not run: ${withoutPython}.`);

/**
 * Adam squares the gradient of a learned vector. On TensorFlow, Keras 3.15 keeps a gradient for each place where a token stands, and
 * squares each of them before they are added (`optimizers/adam.py` on `tf.IndexedSlices`), which moves losses by some 1e-3. Our engine and
 * PyTorch add them first. Plain descent adds them in either order, and compares the gradients as well.
 */
function comparable(one: NetworkCase): NetworkCase {
  if (one.experiment.model.embedding === null) return one;
  const { training } = one.experiment;
  const optimizer = { ...training.optimizer, name: 'sgd', learningRate: 0.1 } as const;
  return { ...one, experiment: { ...one.experiment, training: { ...training, optimizer } } };
}

interface Result {
  readonly outputs: number[];
  readonly losses: number[];
}

describe.skipIf(withoutPython !== null)('networks of generated Keras programs', () => {
  const runs = new Map<string, { run: NetworkRun; result: Result }>();

  beforeAll(async () => {
    const laidOut: NetworkRun[] = [];
    for (const one of networkCases) laidOut.push(await layOutNetwork(comparable(one), 'networks/keras'));
    const outputs = await runScripts(laidOut.map((run) => ({ script: writeKerasNetwork(run), arguments: [] })));
    laidOut.forEach((run, i) => {
      const [, json = ''] = /^RESULT (.*)$/m.exec(outputs[i] ?? '') ?? [];
      runs.set(run.one.name, { run, result: JSON.parse(json) as Result });
    });
  }, 900_000);

  it.each(networkCases.map(({ name }) => name))('%s: same weights, same outputs', (name) => {
    const { run, result } = runs.get(name)!;
    expect(result.outputs).toHaveLength(run.outputs.length);
    const largest = Math.max(...[...run.outputs].filter((value) => !Number.isNaN(value)).map(Math.abs));
    const real = [...run.outputs.entries()].filter(([, value]) => !Number.isNaN(value));
    expect(real.length).toBeGreaterThan(0);
    const worst = Math.max(...real.map(([i, value]) => Math.abs(result.outputs[i]! - value)));
    // float32 on both sides.
    expect(worst / largest).toBeLessThan(1e-5);
  });

  it.each(networkCases.map(({ name }) => name))('%s: trained in the same order, the same losses', (name) => {
    const { run, result } = runs.get(name)!;
    expect(result.losses).toHaveLength(10);
    run.losses.forEach((loss, epoch) => {
      expect(Math.abs(result.losses[epoch]! / loss - 1), `epoch ${epoch + 1}`).toBeLessThan(1e-3);
    });
    expect(result.losses[9]).toBeLessThan(result.losses[0]!);
  });
});
