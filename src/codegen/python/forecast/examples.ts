import { type Brackets, black, call, layOut, list } from '../../layout';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import type { Form } from './form';
import { type Arrays, arraysOf } from './inputs';
import { allMeasured, measuredPlaces, onlyTargets, type Place, targetPlaces } from './places';

/** Windows of all parts: `windows`. */
export function examplesSection(pipeline: Pipeline, form: Form): PythonSection {
  const { timeSteps, stride, experiment, network } = pipeline;
  const quantiles =
    form.quantiles.length > 0 ? [`QUANTILES = [${form.quantiles.join(', ')}]`, 'MEDIAN = QUANTILES.index(0.5)'] : [];
  return {
    topic: 'examples',
    imports: ['import numpy as np'],
    constants: [
      `TIME_STEPS = ${timeSteps}`,
      ...(form.steps ? [`HORIZON = ${experiment.window.horizon}`] : []),
      ...(stride === 1 ? [] : [`STRIDE = ${stride}`]),
      ...quantiles,
    ],
    functions: [...(form.byWindow ? [windowScale] : []), makeWindows(pipeline, form, network.decoder !== null)],
    main: [comprehension(1, 'windows = ', call('make_windows', ...windowsOf(pipeline, form, 'r')))],
  };
}

/** `head = {part: value for part, r in rows.items()}`, where black would break it. */
function comprehension(depth: number, head: string, value: Brackets): string {
  const margin = black.indent.repeat(depth);
  const loop = 'for part, r in rows.items()';
  const item = layOut(black, depth + 1, 'part: ', value);
  const flat = item.includes('\n') ? null : item.trimStart();
  if (flat !== null && `${margin}${head}{${flat} ${loop}}`.length <= black.width)
    return `${margin}${head}{${flat} ${loop}}`;
  const inner =
    flat !== null && `${item} ${loop}`.length <= black.width
      ? `${item} ${loop}`
      : `${item}\n${margin}${black.indent}${loop}`;
  return `${margin}${head}{\n${inner}\n${margin}}`;
}

/** Arguments of `make_windows`: arrays, columns that are counted, and the rows. */
export function windowsOf(pipeline: Pipeline, form: Form, rows: string): string[] {
  const { inputs, categories, known, targets } = arraysOf(pipeline, form);
  return [
    ...(inputs === null ? [] : [inputs]),
    ...categories,
    ...(known === null ? [] : [known]),
    targets,
    ...countedPlaces(form),
    rows,
  ];
}

/** Names of columns that `make_windows` is given. */
function countedPlaces(form: Form): string[] {
  if (!form.byWindow) return [];
  const places: Place[] = [
    ...(onlyTargets(form) ? [] : [targetPlaces(form)]),
    ...(allMeasured(form) ? [] : [measuredPlaces(form)]),
  ];
  return places.filter(({ counted }) => counted).map(({ name }) => name);
}

const windowScale = `def window_scale(x):
    """Level (the last value) and spread of each column in each window: [N, 1, F]."""
    level = x[:, -1:].copy()
    spread = x.std(axis=1, keepdims=True, dtype=float)
    spread[spread <= 1e-6 * (np.abs(level) + 1)] = 1
    return level, spread.astype(np.float32)`;

function makeWindows(pipeline: Pipeline, form: Form, decodes: boolean): string {
  const arrays = arraysOf(pipeline, form);
  const { inputs, categories, known } = arrays;
  const parameters = [
    ...(inputs === null ? [] : ['inputs']),
    ...categories,
    ...(known === null ? [] : ['known']),
    'targets',
    ...countedPlaces(form),
    'rows',
  ];
  const knownAhead = known !== null && form.steps && !form.recursive;
  const needsAhead = (form.steps && !form.recursive) || knownAhead;
  const y = needsAhead ? 'targets[ahead]' : 'targets[rows]';
  return [
    layOut(black, 0, 'def ', call('make_windows', ...parameters), ':'),
    `    """${docstring(form, arrays, decodes)}"""`,
    '    past = rows[:, np.newaxis] + np.arange(-TIME_STEPS, 0)',
    ...(needsAhead ? ['    ahead = rows[:, np.newaxis] + np.arange(HORIZON)'] : []),
    ...(form.byWindow ? scaledWindows(form, y) : []),
    ...result(form, arrays, decodes, form.byWindow ? 'y' : y),
  ].join('\n');
}

function docstring({ steps, recursive }: Form, { inputs, categories, known }: Arrays, decodes: boolean): string {
  const one = inputs !== null && categories.length === 0 && known === null;
  const ahead = !steps || recursive ? '[N, O]' : decodes ? '[N, HORIZON, O]' : '[N, HORIZON * O]';
  return one && !decodes
    ? `Windows before each of the rows: x [N, TIME_STEPS, F], y ${ahead}.`
    : `Inputs of the windows before each of the rows, and y ${ahead}.`;
}

/** x and y of each window by its own level and spread. */
function scaledWindows(form: Form, y: string): string[] {
  const columns = measuredPlaces(form).name;
  // Without an axis of steps, y is [N, O].
  const flat = form.steps && !form.recursive ? '' : '0';
  const pick = onlyTargets(form)
    ? flat === ''
      ? ''
      : '[:, 0]'
    : flat === ''
      ? `[..., ${targetPlaces(form).name}]`
      : `[:, 0, ${targetPlaces(form).name}]`;
  return [
    '    x = inputs[past]',
    '    level, spread = window_scale(x)',
    ...(allMeasured(form)
      ? ['    x = (x - level) / spread']
      : [`    x[..., ${columns}] = ((x - level) / spread)[..., ${columns}]`]),
    ...(pick === '' ? [] : [`    level, spread = level${pick}, spread${pick}`]),
    `    y = (${y} - level) / spread`,
    ...(form.autoregressive ? ['    previous = (targets[ahead - 1] - level) / spread'] : []),
  ];
}

function result(form: Form, { inputs, categories, known }: Arrays, decodes: boolean, y: string): string[] {
  const rows = form.byWindow ? 'x' : 'inputs[past]';
  const beside = decodes
    ? 'known[ahead]'
    : form.steps && !form.recursive
      ? 'known[ahead].reshape(len(rows), -1)'
      : 'known[rows]';
  const all = [
    ...(inputs === null ? [] : [rows]),
    ...categories.map((name) => `${name}[past]`),
    ...(known === null ? [] : [beside]),
    ...(form.autoregressive ? [form.byWindow ? 'previous' : 'targets[ahead - 1]'] : []),
  ];
  const flat = form.steps && !form.recursive && !decodes ? '.reshape(len(rows), -1)' : '';
  const [only] = all;
  if (all.length === 1) return [`    return ${only}, ${y}${flat}`];
  return [layOut(black, 1, 'x = ', list(all)), `    return x, ${y}${flat}`];
}
