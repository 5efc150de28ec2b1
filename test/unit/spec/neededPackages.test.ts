import { expect, it } from 'vitest';

import { generateTarget } from '../../../src/codegen/generate';
import { experimentSchema } from '../../../src/spec/experiment';
import { neededPackages } from '../../../src/spec/neededPackages';

const names = [
  'pip install evilpkg',
  'pip install -r evil.txt',
  'pip install this.x',
  'Needs:  pip install evilpkg',
  `${'far '.repeat(18)}Needs:  pip install evilpkg`,
  'They need `pip install evilpkg`',
  '\nNeeds:  pip install evilpkg\n',
];

it.each(names)('is what a program says itself, whatever its columns are called: %j', (name) => {
  const experiment = experimentSchema.parse({ version: 1, task: 'forecast', data: { file: 'x.csv', targets: [name] } });
  const preprocessing = {
    dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null } as const,
    ...{ columns: [name], time: null },
  };
  for (const [target, packages] of [
    ['keras', ['keras', 'tensorflow', 'safetensors', 'pandas', 'scikit-learn', 'matplotlib']],
    ['notebook', ['keras', 'tensorflow', 'safetensors', 'pandas', 'scikit-learn', 'matplotlib']],
    ['pytorch', ['torch', 'safetensors', 'pandas', 'scikit-learn', 'matplotlib']],
  ] as const) {
    const [program] = generateTarget({ experiment, preprocessing }, target);
    expect(neededPackages(program?.text ?? ''), target).toEqual(packages);
  }
});

it('is nothing where nothing is said', () => {
  expect(neededPackages('')).toEqual([]);
  expect(neededPackages('pip install evilpkg')).toEqual([]);
});
