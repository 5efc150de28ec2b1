import { beforeAll, describe, expect, it } from 'vitest';

import { networkCases } from './networkCases';
import { type NetworkRun, layOutNetwork } from './networkRun';
import { runScripts, withoutPython } from './python';
import { writePytorchNetwork } from './pytorchNetwork';

if (withoutPython !== null) console.warn(`Generated PyTorch networks are not run: ${withoutPython}.`);

const epochLine = /^epoch \d+ +loss (\S+) {2}val_loss (\S+)$/gm;

describe.skipIf(withoutPython !== null)('networks of generated PyTorch programs', () => {
  const runs = new Map<string, { run: NetworkRun; printed: string }>();

  beforeAll(async () => {
    const laidOut: NetworkRun[] = [];
    for (const one of networkCases) laidOut.push(await layOutNetwork(one, 'networks/pytorch'));
    const printed = await runScripts(laidOut.map((run) => ({ script: writePytorchNetwork(run), arguments: [] })));
    laidOut.forEach((run, i) => runs.set(run.one.name, { run, printed: printed[i]! }));
  }, 900_000);

  it.each(networkCases.map(({ name }) => name))('%s: same weights, same outputs', (name) => {
    const { run, printed } = runs.get(name)!;
    const outputs = JSON.parse(/^RESULT (.*)$/m.exec(printed)![1]!) as number[];
    expect(outputs).toHaveLength(run.outputs.length);
    const real = [...run.outputs.entries()].filter(([, value]) => !Number.isNaN(value));
    expect(real.length).toBeGreaterThan(0);
    const largest = Math.max(...real.map(([, value]) => Math.abs(value)));
    const worst = Math.max(...real.map(([i, value]) => Math.abs(outputs[i]! - value)));
    // float32 on both sides.
    expect(worst / largest).toBeLessThan(1e-5);
  });

  it.each(networkCases.map(({ name }) => name))('%s: trained in the same order, the same losses', (name) => {
    const { run, printed } = runs.get(name)!;
    const epochs = [...printed.matchAll(epochLine)].map(
      ([, loss, valLoss]) => [Number(loss), Number(valLoss)] as const,
    );
    expect(epochs).toHaveLength(10);
    // Adam's epsilon stands beside another mean in PyTorch; six digits are printed.
    epochs.forEach(([loss, valLoss], i) => {
      expect(Math.abs(loss / run.countedLosses[i]! - 1), `loss of epoch ${i + 1}`).toBeLessThan(1e-3);
      expect(Math.abs(valLoss / run.measured[i]! - 1), `validation loss of epoch ${i + 1}`).toBeLessThan(1e-3);
    });
    expect(epochs[9]![0]).toBeLessThan(epochs[0]![0]);
  });
});
