import { black, call, layOut, list } from '../../layout';
import type { Pipeline } from '../../pipeline';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';
import { windowsOf } from './examples';
import { type Form, seriesNames } from './form';
import { type Arrays, arraysOf } from './inputs';
import { allMeasured, fedTargets, measuredPlaces, onlyTargets, targetPlaces } from './places';

/** Functions that reach the end of the horizon step by step, where one call of the network does not. */
export function predictingSection(pipeline: Pipeline, form: Form, framework: Framework): PythonSection {
  return {
    functions: [
      ...(form.thinned ? [withoutOverlap] : []),
      ...(form.recursive ? [feedBack(pipeline, form, framework)] : []),
      ...(form.autoregressive ? [decode(form, framework)] : []),
    ],
  };
}

const withoutOverlap = `def without_overlap(rows):
    """First rows of windows that are at least a horizon apart."""
    kept = []
    for row in rows:
        if not kept or row - kept[-1] >= HORIZON:
            kept.append(row)
    return np.array(kept)`;

/** Median of each target of what the network says of a step [N, targets · quantiles]. */
const median = (said: string, { quantiles }: Form): string =>
  quantiles.length > 0 ? `${said}[:, MEDIAN :: len(QUANTILES)]` : said;

function decode(form: Form, framework: Framework): string {
  return [
    'def decode(model, x):',
    '    """Predicts step after step: the decoder reads what it has said before."""',
    '    *given, actual = x',
    '    previous = np.zeros_like(actual)',
    '    previous[:, 0] = actual[:, 0]',
    '    for step in range(1, HORIZON):',
    `        outputs = ${framework.predict('[*given, previous]')}[:, step - 1]`,
    `        previous[:, step] = ${median('outputs', form)}`,
    `    return ${framework.predict('[*given, previous]')}`,
  ].join('\n');
}

/** Arguments of `feed_back`. */
export const feedBackOf = (pipeline: Pipeline, form: Form, rows: string): string[] => {
  const { inputs, categories, known } = arraysOf(pipeline, form);
  return [
    'model',
    ...(inputs === null ? [] : [inputs]),
    ...categories,
    ...(known === null ? [] : [known]),
    ...counted(form),
    rows,
  ];
};

function counted(form: Form): string[] {
  const places = [
    ...(onlyTargets(form) ? [] : [targetPlaces(form)]),
    ...(form.byWindow && !allMeasured(form) ? [measuredPlaces(form)] : []),
  ];
  return places.filter((place) => place.counted).map(({ name }) => name);
}

function feedBack(pipeline: Pipeline, form: Form, framework: Framework): string {
  const arrays = arraysOf(pipeline, form);
  const parameters = feedBackOf(pipeline, form, 'rows').map((name) =>
    name === arrays.inputs ? 'inputs' : name === arrays.known ? 'known' : name,
  );
  const fed = fedTargets(pipeline, form).length > 0;
  return [
    layOut(black, 0, 'def ', call('feed_back', ...parameters), ':'),
    '    """Predicts step after step, each from windows that end with the steps before it."""',
    '    reach = rows[:, np.newaxis] + np.arange(-TIME_STEPS, HORIZON)',
    ...(arrays.inputs === null ? [] : ['    reached = inputs[reach]']),
    '    steps = []',
    '    for step in range(HORIZON):',
    ...(form.byWindow ? windowInputs(form) : []),
    ...stepOutputs(form, arrays, framework),
    ...(form.byWindow ? turnedBack(form) : []),
    '        steps.append(outputs)',
    ...(fed ? fedLines(pipeline, form) : []),
    '    return np.stack(steps, axis=1)',
  ].join('\n');
}

function windowInputs(form: Form): string[] {
  const window = 'reached[:, step : step + TIME_STEPS]';
  if (allMeasured(form)) {
    return [`        x = ${window}`, '        level, spread = window_scale(x)', '        x = (x - level) / spread'];
  }
  const columns = measuredPlaces(form).name;
  return [
    `        x = ${window}.copy()`,
    '        level, spread = window_scale(x)',
    `        x[..., ${columns}] = ((x - level) / spread)[..., ${columns}]`,
  ];
}

function turnedBack(form: Form): string[] {
  const pick = onlyTargets(form) ? '[:, 0]' : `[:, 0, ${targetPlaces(form).name}]`;
  if (form.quantiles.length === 0) return [`        outputs = outputs * spread${pick} + level${pick}`];
  return [
    `        spread, level = spread${pick}, level${pick}`,
    '        outputs = outputs * spread.repeat(len(QUANTILES), axis=1)',
    '        outputs = outputs + level.repeat(len(QUANTILES), axis=1)',
  ];
}

function stepOutputs(form: Form, { inputs, categories, known }: Arrays, framework: Framework): string[] {
  const window = form.byWindow ? 'x' : 'reached[:, step : step + TIME_STEPS]';
  const all = [
    ...(inputs === null ? [] : [window]),
    ...categories.map((name) => `${name}[reach[:, step : step + TIME_STEPS]]`),
    ...(known === null ? [] : ['known[rows + step]']),
  ];
  const [only] = all;
  if (all.length === 1 && only === 'x') return [`        outputs = ${framework.predict('x')}`];
  return [
    all.length === 1 ? `        x = ${only}` : layOut(black, 2, 'x = ', list(all)),
    `        outputs = ${framework.predict('x')}`,
  ];
}

function fedLines(pipeline: Pipeline, form: Form): string[] {
  const names = fedTargets(pipeline, form);
  const picked =
    names.length === pipeline.targets.length
      ? ''
      : `[:, [${names.map((name) => pipeline.targets.indexOf(name)).join(', ')}]]`;
  const columns = onlyTargets(form) ? '' : `, ${targetPlaces(form).name}`;
  const fed = `        reached[:, TIME_STEPS + step${columns}] = `;
  if (form.quantiles.length === 0) return [`${fed}outputs${picked}`];
  return [`        medians = ${median('outputs', form)}`, `${fed}medians${picked}`];
}

/** Lines in the loop over parts that leave `steps`: scaled predictions [N, HORIZON, O], or [N, O]; with quantiles [Q, …]. */
export function predictLines(pipeline: Pipeline, form: Form, framework: Framework): string[] {
  return [...outputLines(pipeline, form, framework), ...shapeLines(pipeline, form), ...windowLines(pipeline, form)];
}

function outputLines(pipeline: Pipeline, form: Form, framework: Framework): string[] {
  if (form.recursive) {
    return [layOut(black, 2, 'outputs = ', call('feed_back', ...feedBackOf(pipeline, form, 'r')))];
  }
  const x = form.thinned
    ? layOut(black, 2, 'x, _ = ', call('make_windows', ...windowsOf(pipeline, form, 'r')))
    : '        x, _ = windows[part]';
  return [x, `        outputs = ${form.autoregressive ? 'decode(model, x)' : framework.predict('x')}`];
}

function shapeLines({ network }: Pipeline, { steps, recursive, quantiles }: Form): string[] {
  const shape = [
    'len(r)',
    ...(steps ? ['HORIZON'] : []),
    'len(TARGETS)',
    ...(quantiles.length > 0 ? ['len(QUANTILES)'] : []),
  ];
  const together = steps && !recursive && network.decoder === null;
  const reshaped = quantiles.length > 0 || together ? [`        outputs = outputs.reshape(${shape.join(', ')})`] : [];
  if (quantiles.length === 0) return reshaped;
  return [
    ...reshaped,
    '        # Quantiles that cross are put into order.',
    '        outputs = np.sort(np.moveaxis(outputs, -1, 0), axis=0)',
  ];
}

/** Turns windows back that were scaled by their own level and spread; what is fed back was turned back on its way. */
function windowLines(pipeline: Pipeline, form: Form): string[] {
  if (!form.byWindow || form.recursive) return [];
  const { inputs } = arraysOf(pipeline, form);
  const flat = form.steps ? '' : '[:, 0]';
  const columns = onlyTargets(form) ? '' : `[..., ${targetPlaces(form).name}]`;
  return [
    `        past = ${form.steps ? 'first' : 'r[:, np.newaxis]'} + np.arange(-TIME_STEPS, 0)`,
    `        level, spread = window_scale(${inputs ?? ''}[past]${columns})`,
    `        outputs = outputs * spread${flat} + level${flat}`,
  ];
}

/** `predicted[part]`, in the data's own units. */
export function unscaledLines(pipeline: Pipeline, form: Form): string[] {
  const { scaling } = pipeline;
  if (scaling === 'none') return ['        predicted[part] = outputs'];
  if (form.bySeries) {
    const by = form.steps ? '[first]' : '[r]';
    return [`        predicted[part] = outputs * ${seriesNames(form).spread}${by} + ${seriesNames(form).level}${by}`];
  }
  if (!form.steps && form.quantiles.length === 0)
    return ['        predicted[part] = scaler.inverse_transform(outputs)'];
  return [
    '        flat = scaler.inverse_transform(outputs.reshape(-1, len(TARGETS)))',
    '        predicted[part] = flat.reshape(outputs.shape)',
  ];
}
