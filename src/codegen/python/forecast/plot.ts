import { call } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { type PythonSection, underOption } from '../program';
import type { Form } from './form';

/** Series that are drawn, at most. */
const mostSeries = 4;

/** `--plot`: what came, and what was predicted of it. */
export function plotSection(pipeline: Pipeline, form: Form): PythonSection {
  const { time } = pipeline;
  const parsed = time?.profile ? 'read_times(frame[TIME])' : 'frame[TIME]';
  const times = time ? `${parsed}.to_numpy()` : 'np.arange(len(targets))';
  const series = form.several ? ['frame[SERIES].to_numpy()'] : [];
  const simple = !form.several && !form.steps && form.quantiles.length === 0;
  return {
    topic: 'plot',
    option: 'plot',
    functions: [simple ? simplePlot(pipeline) : panels(pipeline, form)],
    main: underOption(call('plot', ...series, times, 'targets', 'rows', 'predicted')),
  };
}

/** Names are names, not formulas. */
const plain = ({ targets }: Pipeline): string =>
  targets.some((name) => name.includes('$')) ? ', parse_math=False' : '';

function simplePlot(pipeline: Pipeline): string {
  if (pipeline.targets.length === 1) {
    return `def plot(times, actual, rows, predicted):
    import matplotlib.pyplot as plt

    plt.plot(times, actual, color="silver", label="actual")
    for part, r in rows.items():
        plt.plot(times[r], predicted[part], label=f"predicted, {part}")
    plt.ylabel(TARGETS[0]${plain(pipeline)})
    plt.legend()
    plt.show()`;
  }
  return `def plot(times, actual, rows, predicted):
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(len(TARGETS), sharex=True)
    for i, (target, axis) in enumerate(zip(TARGETS, axes, strict=True)):
        axis.plot(times, actual[:, i], color="silver", label="actual")
        for part, r in rows.items():
            axis.plot(times[r], predicted[part][:, i], label=f"predicted, {part}")
        axis.set_ylabel(target${plain(pipeline)})
        axis.legend()
    plt.show()`;
}

/** A panel for each target, of the first series; forecasts of several steps as lines that do not overlap. */
function panels(pipeline: Pipeline, form: Form): string {
  const { several } = form;
  const head = several
    ? [
        'def plot(series, times, actual, rows, predicted):',
        '    import matplotlib.pyplot as plt',
        '',
        `    names = pd.unique(series)[:${mostSeries}]`,
        '    _, axes = plt.subplots(len(names), len(TARGETS), squeeze=False)',
        '    for name, panels in zip(names, axes, strict=True):',
        '        panels[0].set_title(name, parse_math=False)',
        '        shown = series == name',
        '        for i, (target, axis) in enumerate(zip(TARGETS, panels, strict=True)):',
      ]
    : [
        'def plot(times, actual, rows, predicted):',
        '    import matplotlib.pyplot as plt',
        '',
        '    _, axes = plt.subplots(len(TARGETS), sharex=True, squeeze=False)',
        '    for i, (target, axis) in enumerate(zip(TARGETS, axes[:, 0], strict=True)):',
      ];
  const margin = ' '.repeat(several ? 12 : 8);
  const own = several ? '[shown]' : '';
  const lines = [
    `axis.plot(times${own}, actual[${several ? 'shown, i' : ':, i'}], color="silver", label="actual")`,
    'for color, (part, r) in enumerate(rows.items()):',
    ...partLines(form).map((line) => `    ${line}`),
    `axis.set_ylabel(target${plain(pipeline)})`,
    'axis.legend()',
  ];
  return [...head, ...lines.map((line) => margin + line), '    plt.show()'].join('\n');
}

function partLines({ several, steps, quantiles, thinned }: Form): string[] {
  const intervals = quantiles.length > 1;
  const median = quantiles.length > 0;
  if (!steps) {
    return [
      `t = times[r]${several ? '[shown[r]]' : ''}`,
      `values = predicted[part][..., ${several ? 'shown[r], ' : ''}i]`,
      'label = f"predicted, {part}"',
      `axis.plot(t, values${median ? '[MEDIAN]' : ''}, f"C{color}", label=label)`,
      ...(intervals ? ['axis.fill_between(t, values[0], values[-1], color=f"C{color}", alpha=0.2)'] : []),
    ];
  }
  const shown = [...(several ? ['shown[r]'] : []), ...(thinned ? ['np.isin(r, without_overlap(r))'] : [])];
  return [
    'values = predicted[part][..., i]',
    'label = f"predicted, {part}"',
    `for n in ${shown.length === 0 ? 'range(len(r))' : `np.flatnonzero(${shown.join(' & ')})`}:`,
    '    t = times[r[n] : r[n] + HORIZON]',
    `    axis.plot(t, values[${median ? 'MEDIAN, ' : ''}n], f"C{color}.-", label=label)`,
    ...(intervals
      ? [
          '    lower, upper = values[0, n], values[-1, n]',
          '    axis.fill_between(t, lower, upper, color=f"C{color}", alpha=0.2)',
        ]
      : []),
    '    label = None',
  ];
}
