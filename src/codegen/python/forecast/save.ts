import { call } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { bareTexts } from '../bareTexts';
import { type PythonSection, underOption } from '../program';
import type { Form } from './form';

/** `--save`: the columns of a run's `predictions.csv`. */
export function saveSection(pipeline: Pipeline, form: Form): PythonSection {
  const { time } = pipeline;
  const series = form.several ? ['frame[SERIES].to_numpy()'] : [];
  // Numbers are written without a decimal point where they are whole.
  const cells = time?.profile ? 'frame[TIME]' : 'frame[TIME].map("{:.15g}".format)';
  const times = time ? `${cells}.to_numpy()` : 'frame.index.to_numpy() + 1';
  return {
    option: 'save',
    functions: [save(pipeline, form)],
    main: underOption(call('save', 'options.save', ...series, times, 'targets', 'rows', 'predicted')),
  };
}

function save({ targets }: Pipeline, { several, steps, quantiles }: Form): string {
  const each = targets.length > 1;
  // Targets lie beside each other in a row of the arrays: their rows follow each other in the file.
  const flat = (values: string): string => (each || steps ? `${values}.ravel()` : `${values}[:, 0]`);
  const forTargets = (values: string): string => (each ? `np.repeat(${values}, len(TARGETS))` : values);
  const ahead = steps ? 'ahead' : 'r';
  const times = steps ? 'times[ahead].ravel()' : 'times[r]';
  const step = steps ? forTargets('np.tile(np.arange(HORIZON) + 1, len(r))') : '1';
  const median = quantiles.length > 0 ? 'predicted[part][MEDIAN]' : 'predicted[part]';
  const columns = [
    '"split": part',
    several ? `"series": ${forTargets(steps ? 'series[ahead].ravel()' : 'series[r]')}` : '"series": ""',
    `"time": ${forTargets(times)}`,
    `"step": ${step}`,
    ...(each ? [`"target": TARGETS * ${steps ? 'ahead.size' : 'len(r)'}`] : []),
    `"actual": ${flat(`actual[${ahead}]`)}`,
    `"predicted": ${flat(median)}`,
    ...(quantiles.length > 1
      ? [`"lower": ${flat('predicted[part][0]')}`, `"upper": ${flat('predicted[part][-1]')}`]
      : []),
  ];
  return [
    `def save(path, ${several ? 'series, ' : ''}times, actual, rows, predicted):`,
    '    """Writes a row a prediction, with the columns of the run\'s predictions.csv."""',
    ...(several ? [bareTexts] : []),
    '    parts = []',
    '    for part, r in rows.items():',
    ...(steps ? ['        ahead = r[:, np.newaxis] + np.arange(HORIZON)'] : []),
    '        columns = {',
    ...columns.map((column) => `            ${column},`),
    '        }',
    '        parts.append(pd.DataFrame(columns))',
    '    pd.concat(parts).to_csv(path, index=False)',
  ].join('\n');
}
