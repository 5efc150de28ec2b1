import { describe, expect, it } from 'vitest';

import { generateCode, generateTarget, refusedBy } from '../../../src/codegen/generate';
import type { CodegenInput } from '../../../src/codegen/input';
import { refusal } from '../../../src/codegen/supported';
import { UserError } from '../../../src/spec/errors';
import { experimentSchema } from '../../../src/spec/experiment';
import type { Preprocessing } from '../../../src/spec/run';
import type { TimeProfile } from '../../../src/spec/profile';
import { setPath } from '../../../src/spec/setPath';
import { codeTargets } from '../../../src/spec/codeTargets';

const preprocessing: Preprocessing = {
  version: 1,
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns: ['t', 'a', 'b'],
  time: null,
  scaling: 'minmax',
  inputs: [],
  targets: [],
  parts: { train: [0, 80], validation: [80, 80], test: [80, 100] },
};

/** A forecast with changes as `--set` takes them. */
function changed(changes: Readonly<Record<string, unknown>>, found: Partial<Preprocessing> = {}): CodegenInput {
  const base: unknown = { version: 1, task: 'forecast', data: { file: 'x.csv', targets: ['a'] } };
  const json = Object.entries(changes).reduce(
    (text, [path, value]) => setPath(text, path, JSON.stringify(value)),
    base,
  );
  return { experiment: experimentSchema.parse(json), preprocessing: { ...preprocessing, ...found } };
}

const categories = { categories: { b: ['x', 'y'] } };
const attention = { layers: [{}], mode: 'autoregressive', attention: 'luong' };

const years: TimeProfile = {
  ...{ format: 'year', dateOrder: null, ambiguous: false, first: Date.UTC(1600, 0), last: Date.UTC(1700, 0) },
  ...{ frequency: 'year', step: 1, seasonalPeriod: null, sorted: true, duplicates: 0, gaps: 0 },
};

/** All that a target refuses; which experiments it must not refuse, `test/codegen/proof` tells. */
const refused = [
  ['keras', 'data.time', changed({ 'data.time': 't' }, { time: years })] as const,
  ['pytorch', 'data.time', changed({ 'data.time': 't' }, { time: years })] as const,
  ['notebook', 'data.time', changed({ 'data.time': 't' }, { time: years })] as const,
  ['tfjs', 'training.stateful', changed({ 'training.stateful': true })] as const,
  [
    'tfjs',
    'model.layers',
    changed({
      'model.topology': 'encoder-decoder',
      'model.layers': [{ dropout: 0.1 }],
      'model.decoder': attention,
      'window.horizon': 2,
    }),
  ] as const,
  ['tfjs', 'data.scale', changed({ 'data.inputs': ['a', 'b'], 'data.scale': 'window' }, categories)] as const,
  [
    'tfjs',
    'window.strategy',
    changed({ 'data.inputs': ['a', 'b'], 'window.horizon': 2, 'window.strategy': 'recursive' }, categories),
  ] as const,
];

describe('refusedBy', () => {
  it('refuses nothing of a plain forecast', () => {
    expect(codeTargets.map((target) => refusedBy(target, changed({})))).toEqual(codeTargets.map(() => null));
    expect(generateCode(changed({})).refused).toEqual([]);
  });

  it.each(refused)('%s cannot express %s, and says so', (target, path, input) => {
    expect(refusedBy(target, input)?.details).toEqual({ code: 'codegen/unsupported', path });
    expect(() => generateTarget(input, target)).toThrow(UserError);
    const all = generateCode(input);
    expect(all.refused.map((one) => one.target)).toContain(target);
    expect(all.files.some(({ path: name }) => name.startsWith(target))).toBe(false);
  });
});

describe('refusal', () => {
  const found = ['one', 'two', 'three', 'four'].map((what) => ({ path: `data.${what}`, what }));

  it('names what stands in the way, in one short sentence', () => {
    expect(refusal('Keras', found.slice(0, 2))?.message).toBe('Keras code cannot express one, two.');
    expect(refusal('Keras', found)?.message).toBe('Keras code cannot express one, two, three and more.');
    expect(refusal('Keras', [])).toBeNull();
  });

  it('names the task alone, from which all else follows', () => {
    const task = { path: 'task', what: 'the task "translate"' };
    expect(refusal('Keras', [task, ...found])?.message).toBe('Keras code cannot express the task "translate".');
  });
});
