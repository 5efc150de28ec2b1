import { black, call, layOut } from '../../layout';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';

/** Dealing with missing values, splitting, scaling and cutting windows: what lies between the rows and the network. */
export function windowsSection(pipeline: Pipeline): PythonSection {
  const { stride, timeSteps, scaling } = pipeline;
  const scaler =
    scaling === 'none' || scaling === 'window' ? [] : [`from sklearn.preprocessing import ${scalers[scaling]}`];
  return {
    topic: 'examples',
    imports: ['import numpy as np', ...scaler],
    constants: [`TIME_STEPS = ${timeSteps}`, ...(stride === 1 ? [] : [`STRIDE = ${stride}`])],
    functions: [makeWindows],
    main: [...valueLines(pipeline), ...splitLines(pipeline), ...scaleLines(pipeline)],
  };
}

const scalers = { minmax: 'MinMaxScaler', standard: 'StandardScaler', robust: 'RobustScaler' } as const;

const makeWindows = `def make_windows(inputs, targets, rows):
    """Windows that end before each of the rows: x [N, TIME_STEPS, F], y [N, O]."""
    x = inputs[rows[:, np.newaxis] + np.arange(-TIME_STEPS, 0)]
    return x, targets[rows]`;

const fills = (missing: Pipeline['missing']): boolean => missing === 'forward-fill' || missing === 'interpolate';

/** The numbers, with missing values dealt with. */
function valueLines({ selfFed, missing, time }: Pipeline): string[] {
  const lines: string[] = [];
  if (missing === 'drop') lines.push('    frame = frame.dropna()');
  if (fills(missing)) {
    const fill = missing === 'forward-fill' ? 'ffill()' : 'interpolate(limit_area="inside")';
    const values = time ? 'frame.drop(columns=TIME)' : 'frame';
    lines.push(
      `    filled = ${values}.${fill}.dropna()`,
      '    # Only known values are scaled by or predicted, not those that were filled in.',
      '    frame = frame.loc[filled.index]',
    );
  }
  const source = fills(missing) ? 'filled' : 'frame';
  return [
    ...lines,
    ...(selfFed ? [] : [`    inputs = ${source}[INPUTS].to_numpy(float)`]),
    `    targets = ${source}[TARGETS].to_numpy(float)`,
  ];
}

/** The rows that are predicted, by part. */
function splitLines(pipeline: Pipeline): string[] {
  const { split, stride, missing } = pipeline;
  const end = (name: string, share: number | string): string =>
    layOut(black, 1, `${name} = `, call('int', `len(targets) * ${share} + 1e-9`));
  const lines: string[] = [];
  const restart = missing === 'drop' && stride > 1;
  const alone = split.validation === 0 && split.test === 0;
  lines.push(alone ? '    train_end = len(targets)' : end('train_end', split.train));
  if (split.validation > 0 && split.test > 0) {
    lines.push(end('validation_end', `(${split.train} + ${split.validation})`));
  }
  if (restart) {
    lines.push(
      '    # No window bridges a dropped row, and the stride is counted anew after it.',
      '    holes = np.flatnonzero(np.diff(frame.index) > 1) + 1',
      '    stretches = list(zip([0, *holes], [*holes, len(frame)], strict=True))',
      '',
      '    def rows_between(first, last):',
      '        ranges = [',
      '            np.arange(max(first, start + TIME_STEPS), min(last, end), STRIDE)',
      '            for start, end in stretches',
      '        ]',
      '        return np.concatenate(ranges)',
      '',
    );
  }
  const range = (first: string, last: string): string =>
    restart ? `rows_between(${first}, ${last})` : `np.arange(${first}, ${last}${stride === 1 ? '' : ', STRIDE'})`;
  lines.push('    # The rows that are predicted, by part.');
  const items = partRanges(pipeline).map(([part, first, last]) => `"${part}": ${range(first, last)}`);
  lines.push(layOut(black, 1, 'rows = ', { open: '{', items, close: '}', broken: true }));
  return [...lines, ...filterLines(pipeline)];
}

function partRanges({ split, parts }: Pipeline): [part: string, first: string, last: string][] {
  const back = split.context ? '' : ' + TIME_STEPS';
  const validationEnd = split.test > 0 ? 'validation_end' : 'len(targets)';
  const testStart = split.validation > 0 ? 'validation_end' : 'train_end';
  const ranges = {
    train: ['TIME_STEPS', 'train_end'],
    validation: [`train_end${back}`, validationEnd],
    test: [`${testStart}${back}`, 'len(targets)'],
  } as const;
  return parts.map((part) => [part, ...ranges[part]]);
}

function filterLines({ missing, stride, time, selfFed }: Pipeline): string[] {
  const known = time && missing === 'interpolate' ? 'frame.drop(columns=TIME)' : 'frame';
  switch (missing) {
    case 'error':
      return [];
    case 'drop':
      if (stride > 1) return [];
      return [
        '    # No window bridges a dropped row.',
        '    number = frame.index.to_numpy()',
        '    for part, r in rows.items():',
        '        rows[part] = r[number[r] - number[r - TIME_STEPS] == TIME_STEPS]',
      ];
    case 'forward-fill':
      return [
        '    known = frame[TARGETS].notna().to_numpy().all(axis=1)',
        '    rows = {part: r[known[r]] for part, r in rows.items()}',
      ];
    case 'interpolate': {
      // An interpolated last input would know the value that is to be predicted.
      const note = '    # An interpolated value knows the next one: no window ends with it.';
      if (selfFed) {
        return [
          note,
          '    known = frame[TARGETS].notna().to_numpy().all(axis=1)',
          '    rows = {part: r[known[r] & known[r - 1]] for part, r in rows.items()}',
        ];
      }
      return [
        note,
        `    whole = ${known}.notna().to_numpy().all(axis=1)`,
        '    known = frame[TARGETS].notna().to_numpy().all(axis=1)',
        '    rows = {part: r[known[r] & whole[r - 1]] for part, r in rows.items()}',
      ];
    }
  }
}

function scaleLines({ scaling, selfFed, missing }: Pipeline): string[] {
  if (scaling === 'none' || scaling === 'window') {
    const inputs = selfFed ? 'targets' : 'inputs';
    return [`    windows = {part: make_windows(${inputs}, targets, r) for part, r in rows.items()}`];
  }
  const scaler = scalers[scaling];
  const fit = (columns: string, values: string): string =>
    fills(missing)
      ? `${scaler}().fit(frame[${columns}].to_numpy(float)[:train_end])`
      : `${scaler}().fit(${values}[:train_end])`;
  if (selfFed) {
    return [
      `    scaler = ${fit('TARGETS', 'targets')}`,
      '    scaled = scaler.transform(targets)',
      '    windows = {part: make_windows(scaled, scaled, r) for part, r in rows.items()}',
    ];
  }
  return [
    `    input_scaler = ${fit('INPUTS', 'inputs')}`,
    `    scaler = ${fit('TARGETS', 'targets')}`,
    '    scaled_inputs = input_scaler.transform(inputs)',
    '    scaled_targets = scaler.transform(targets)',
    '    windows = {',
    '        part: make_windows(scaled_inputs, scaled_targets, r) for part, r in rows.items()',
    '    }',
  ];
}
