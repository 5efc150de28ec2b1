import fs from 'node:fs';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { loadExperiment } from '../../../src/cli/loadExperiment';
import { UserError } from '../../../src/spec/errors';
import { monthlyCsv, temporaryFolder } from '../training/series';

const folder = temporaryFolder();
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
};
const months = write('months.csv', monthlyCsv(240));
const words = ['go', 'run', 'see', 'stop', 'wait', 'look', 'come', 'sit'];
const pairs = write(
  'pairs.csv',
  `english,french\n${Array.from({ length: 120 }, (_, i) => `${words[i % 8]} ${words[(i * 3) % 8]} now ${i},${words[(i * 5) % 8]} vite ${i}`).join('\n')}\n`,
);

const load = async (file: string, ...settings: string[]) => (await loadExperiment(file, settings)).experiment;

/** Message and hint of what is refused. */
async function refusal(file: string, ...settings: string[]): Promise<UserError> {
  const error: unknown = await load(file, ...settings).catch((one: unknown) => one);
  if (!(error instanceof UserError)) throw new Error('nothing was refused');
  return error;
}

describe('one --set for a CSV brings along what belongs to it:', () => {
  it('a topology with a decoder has one, and steps out', async () => {
    const { model, window } = await load(months, 'model.topology=encoder-decoder');
    expect(model.decoder).toMatchObject({ layers: [{ cell: 'lstm', units: 32 }], mode: 'repeat' });
    expect(window.horizon).toBeGreaterThan(1);
  });

  it('one-to-many reads one step, one-to-one says one', async () => {
    expect(await load(months, 'model.topology=one-to-many')).toMatchObject({
      window: { timeSteps: 1 },
      model: { decoder: { mode: 'repeat' } },
    });
    expect(await load(months, 'model.topology=one-to-one')).toMatchObject({
      window: { timeSteps: 1, horizon: 1 },
      model: { decoder: null },
    });
  });

  it('but what is set as well is as it is set', async () => {
    const decoder = '{"layers":[{"cell":"gru","units":7}],"mode":"repeat"}';
    const set = ['window.horizon=4', `model.decoder=${decoder}`];
    expect(await load(months, ...set, 'model.topology=encoder-decoder')).toMatchObject({
      window: { horizon: 4 },
      model: { decoder: { layers: [{ cell: 'gru', units: 7 }] } },
    });
  });

  it('a decoder follows its encoder in cell, units and directions', async () => {
    expect(await load(pairs, 'task=translate', 'model.layers.0.cell=gru', 'model.layers.0.units=16')).toMatchObject({
      model: { layers: [{ bidirectional: true }], decoder: { layers: [{ cell: 'gru', units: 32 }] } },
    });
    expect(await load(pairs, 'task=translate', 'model.layers.0.bidirectional=false')).toMatchObject({
      model: { layers: [{ units: 64 }], decoder: { layers: [{ units: 64 }] } },
    });
  });

  it('unless it was set: then it is refused where it does not fit', async () => {
    const { message, hint } = await refusal(pairs, 'task=translate', 'model.decoder.layers.0.units=10');
    expect(message).toContain('has 10 units, but begins with the states of encoder layer 1');
    expect(hint).toBe('Set it to 128.');
  });
});

describe('what is refused', () => {
  it('names a topology that fits', async () => {
    const { hint } = await refusal(pairs, 'task=translate', 'model.topology=many-to-one');
    expect(hint).toBe('Use encoder-decoder, or another task.');
  });

  it.each([
    ['a translation', pairs, ['task=translate']],
    ['a forecast', months, ['model.topology=encoder-decoder']],
  ])('has a hint that mends it, copied as it stands: a decoder of %s', async (_name, file, settings) => {
    const { hint } = await refusal(file, ...settings, 'model.decoder=null');
    const [example = ''] = /\{.*\}/.exec(hint) ?? [];
    const { model } = await load(file, ...settings, `model.decoder=${example}`);
    expect(model.decoder).toMatchObject(JSON.parse(example) as object);
  });
});
