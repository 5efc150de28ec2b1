import type { SplitName } from '../../../spec/run';
import { type Brackets, type Code, black, call, layOut } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { sharedParts, splitSection } from '../split';
import type { PythonSection } from '../program';
import type { Form } from './form';
import { fedAreTargets } from './reading';

/**
 * `rows`, by part: the first row that each window predicts; and which rows train: `train_end` of one series, otherwise
 * a mask `trained`.
 */
export function rowsSection(pipeline: Pipeline, form: Form): PythonSection {
  const { split } = pipeline;
  if (!form.several) return { main: [...oneSeries(pipeline, form), ...filterLines(pipeline, form)] };
  const shared = split.by === 'series' ? splitSection(pipeline) : {};
  return {
    ...shared,
    main: [
      ...rangeLines,
      ...(split.by === 'series' ? wholeSeries(pipeline, form) : eachSeries(pipeline, form)),
      ...filterLines(pipeline, form),
    ],
  };
}

/** Python expression of the training rows, as an index. */
export const trainingRows = ({ several }: Form): string => (several ? 'trained' : ':train_end');

const rangeLines = [
  '    sizes = frame.groupby(SERIES, sort=False).size().to_numpy()',
  '    ends = sizes.cumsum()',
  '    ranges = list(zip(ends - sizes, ends, strict=True))',
];

function oneSeries(pipeline: Pipeline, form: Form): string[] {
  const { missing, parts } = pipeline;
  const lines = borders(pipeline, form, { from: '', to: 'len(targets)', rows: 'len(targets)' }, 1);
  if (missing === 'drop') {
    return [
      ...lines,
      '    holes = np.flatnonzero(np.diff(number) > 1) + 1',
      `    rows = {${parts.map((part) => `"${part}": []`).join(', ')}}`,
      '    for first, last in zip([0, *holes], [*holes, len(targets)], strict=True):',
      ...appended(pipeline, form, 2),
      concatenated,
    ];
  }
  const items = parts.map((part) => {
    const range = partRange(pipeline, form, part);
    return { ...range, open: `"${part}": ${range.open}` };
  });
  return [
    ...lines,
    '    # The first row that each window predicts, by part.',
    layOut(black, 1, 'rows = ', { open: '{', items, close: '}', broken: true }),
  ];
}

function eachSeries(pipeline: Pipeline, form: Form): string[] {
  const { missing, parts } = pipeline;
  const lines = borders(pipeline, form, { from: 'start', to: 'end', rows: '(end - start)' }, 2);
  return [
    '    # The first row that each window predicts, by part, and the rows that train.',
    `    rows = {${parts.map((part) => `"${part}": []`).join(', ')}}`,
    '    trained = np.zeros(len(targets), bool)',
    '    for start, end in ranges:',
    ...lines,
    '        trained[start:train_end] = True',
    ...(missing === 'drop'
      ? [
          '        holes = start + 1 + np.flatnonzero(np.diff(number[start:end]) > 1)',
          '        for first, last in zip([start, *holes], [*holes, end], strict=True):',
          ...appended(pipeline, form, 3),
        ]
      : appended(pipeline, form, 2)),
    concatenated,
  ];
}

/** Whole series train, or are tested. */
function wholeSeries(pipeline: Pipeline, form: Form): string[] {
  const { missing, stride } = pipeline;
  const step = stride === 1 ? '' : ', STRIDE';
  const range = (first: string, last: string): string =>
    `np.arange(${first} + TIME_STEPS, ${until(last, form)}${step})`;
  const windows =
    missing === 'drop'
      ? [
          '            holes = start + 1 + np.flatnonzero(np.diff(number[start:end]) > 1)',
          '            for first, last in zip([start, *holes], [*holes, end], strict=True):',
          `                rows[part].append(${range('first', 'last')})`,
        ]
      : [`            rows[part].append(${range('start', 'end')})`];
  return [
    '    # The first row that each window predicts, by part, and the rows that train.',
    `    rows = {${sharedParts(pipeline)
      .map((part) => `"${part}": []`)
      .join(', ')}}`,
    '    trained = np.zeros(len(targets), bool)',
    '    for part, series in split(len(ranges)).items():',
    '        for start, end in (ranges[i] for i in series):',
    '            trained[start:end] = part == "train"',
    ...windows,
    concatenated,
  ];
}

const concatenated = '    rows = {part: np.concatenate(pieces) for part, pieces in rows.items()}';

function appended(pipeline: Pipeline, form: Form, depth: number): string[] {
  return pipeline.parts.map((part) =>
    layOut(black, depth, '', {
      open: `rows["${part}"].append(`,
      items: [partRange(pipeline, form, part)],
      close: ')',
    }),
  );
}

/** End of a range of first rows whose whole horizon lies before `last`. */
const until = (last: string, { steps }: Form): string => (steps ? `${last} - HORIZON + 1` : last);

/** The first rows of the windows of a part, of one stretch of rows without a hole. */
function partRange(pipeline: Pipeline, form: Form, part: SplitName): Brackets {
  const { split, stride, parts, missing } = pipeline;
  const stretches = missing === 'drop';
  const [start, end] = stretches ? ['first', 'last'] : form.several ? ['start', 'end'] : ['0', 'len(targets)'];
  const ends = { train: 'train_end', validation: parts.includes('test') ? 'test_start' : null, test: null }[part];
  const begins = {
    train: null,
    validation: 'train_end',
    test: parts.includes('validation') ? 'test_start' : 'train_end',
  }[part];
  const after = start === '0' ? 'TIME_STEPS' : `${start} + TIME_STEPS`;
  let first = after;
  if (begins !== null && split.context) first = form.several || stretches ? `max(${begins}, ${after})` : begins;
  else if (begins !== null) first = stretches ? `max(${begins}, ${start}) + TIME_STEPS` : `${begins} + TIME_STEPS`;
  const last = ends === null ? end : stretches ? `min(${ends}, ${end})` : ends;
  return call('np.arange', first, until(last, form), ...(stride === 1 ? [] : ['STRIDE']));
}

interface Rows {
  /** First row of the series; empty for 0. */
  readonly from: string;
  readonly to: string;
  readonly rows: string;
}

/** Where the training part ends, and the test part begins where there is a validation part before it. */
function borders(
  { split, parts, timeSteps, experiment }: Pipeline,
  { several }: Form,
  { from, to, rows }: Rows,
  depth: number,
): string[] {
  const { train, validation, test, testRows, validationRows } = split;
  const assign = (name: string, head: string, value: Code): string => layOut(black, depth, `${name} = ${head}`, value);
  const after = from === '' ? '' : `${from} + `;
  const share = (name: string, of: string, part: number | string): string =>
    assign(name, after, call('int', `${of} * ${part} + 1e-9`));
  const tested = parts.includes('test');
  const validated = parts.includes('validation');
  if (testRows === null && validationRows === null) {
    if (!tested && !validated) return [assign('train_end', '', to)];
    return [
      share('train_end', rows, train),
      ...(tested && validated ? [share('test_start', rows, `(${train} + ${validation})`)] : []),
    ];
  }
  // A series may be shorter than the rows that are counted from its end.
  const least = timeSteps + experiment.window.horizon - (testRows ?? 0) - (validationRows ?? 0);
  const back = (name: string, end: string, count: number): string =>
    assign(name, '', several && least < 0 ? `max(${from}, ${end} - ${count})` : `${end} - ${count}`);
  const testStart = (name: string): string =>
    !tested ? assign(name, '', to) : testRows === null ? share(name, rows, `(1 - ${test})`) : back(name, to, testRows);
  if (!validated) return [testStart('train_end')];
  const end = tested ? 'test_start' : to;
  const kept = from === '' ? end : `(${end} - ${from})`;
  return [
    ...(tested ? [testStart('test_start')] : []),
    validationRows === null
      ? share('train_end', kept, `(${train} / (${train} + ${validation}))`)
      : back('train_end', end, validationRows),
  ];
}

/** Leaves out windows that predict a value that was filled in, or end with an interpolated one. */
function filterLines(pipeline: Pipeline, form: Form): string[] {
  const { missing } = pipeline;
  if (missing === 'error' || missing === 'drop') return [];
  const selfFed = fedAreTargets(form, pipeline);
  const last = missing === 'forward-fill' ? '' : selfFed ? ' & known[r - 1]' : ' & whole[r - 1]';
  return [
    ...(missing === 'forward-fill' ? [] : ['    # An interpolated value knows the next one: no window ends with it.']),
    ...(last.includes('whole') ? ['    whole = frame[filled.columns].notna().to_numpy().all(axis=1)'] : []),
    '    known = frame[TARGETS].notna().to_numpy().all(axis=1)',
    ...(form.steps
      ? [
          '    for part, r in rows.items():',
          '        ahead = r[:, np.newaxis] + np.arange(HORIZON)',
          `        rows[part] = r[known[ahead].all(axis=1)${last}]`,
        ]
      : [`    rows = {part: r[known[r]${last}] for part, r in rows.items()}`]),
  ];
}
