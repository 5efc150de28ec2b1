import { expect, test } from 'vitest';

import { experimentSchema, type ExperimentInput } from '../../../src/spec/experiment';
import { canBeInput, otherRoles } from '../../../webview-ui/panel/columnRoles';
import { numbers, times, words } from '../spec/profiles';

const draft = (task: ExperimentInput['task'], model: ExperimentInput['model'] = {}) =>
  experimentSchema.parse({ version: 1, task, data: { file: 'a.csv', targets: ['y'], series: 's' }, model });

test('numbers and categories can be fed wherever rows are read, also to forecasts; texts where texts are read', () => {
  const kinds = [numbers('x'), words('k', 'categorical', 3), words('t', 'text'), times('d')];
  const fed = (experiment: ReturnType<typeof draft>) =>
    kinds.filter((column) => canBeInput(experiment, column)).map(({ name }) => name);
  for (const task of ['forecast', 'classify', 'label'] as const) expect(fed(draft(task))).toEqual(['x', 'k']);
  expect(fed(draft('classify', { tokens: {} }))).toEqual(['k', 't']);
  expect(canBeInput(draft('label'), numbers('y'))).toBe(false);
});

test('categories can be known ahead and static, as the command line takes them', () => {
  const names = otherRoles(draft('forecast'), words('k', 'categorical', 3)).map(({ value }) => value);
  expect(names).toEqual(['none', 'known', 'static', 'series']);
  expect(otherRoles(draft('forecast'), words('t', 'text')).map(({ value }) => value)).not.toContain('known');
});
