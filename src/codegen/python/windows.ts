import type { SplitName } from '../../spec/run';
import { type Code, black, layOut } from '../layout';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from './program';

/** Splitting, scaling and cutting windows: what lies between the rows and the network. */
export function windowsSection(pipeline: Pipeline): PythonSection {
  const { stride, timeSteps, scaling } = pipeline;
  return {
    imports: [
      'import numpy as np',
      ...(scaling === 'none' ? [] : [`from sklearn.preprocessing import ${scalers[scaling]}`]),
    ],
    constants: [`TIME_STEPS = ${timeSteps}`, ...(stride === 1 ? [] : [`STRIDE = ${stride}`])],
    functions: [makeWindows],
    main: [...valueLines(pipeline), ...splitLines(pipeline), ...scaleLines(pipeline), ...windowLines(pipeline)],
  };
}

const scalers = { minmax: 'MinMaxScaler', standard: 'StandardScaler', robust: 'RobustScaler' } as const;

const makeWindows = `def make_windows(inputs, targets, rows):
    """Windows that end before each of the rows: x [N, TIME_STEPS, F], y [N, O]."""
    x = inputs[rows[:, np.newaxis] + np.arange(-TIME_STEPS, 0)]
    return x, targets[rows]`;

function valueLines({ selfFed }: Pipeline): string[] {
  return [
    ...(selfFed ? [] : ['    inputs = frame[INPUTS].to_numpy(float)']),
    '    targets = frame[TARGETS].to_numpy(float)',
  ];
}

function splitLines({ split, parts, stride, missing }: Pipeline): string[] {
  const has = (part: SplitName): boolean => parts.includes(part);
  const lines: string[] = [];
  const step = stride === 1 ? '' : ', STRIDE';
  const end = (share: string): string => `int(len(targets) * ${share} + 1e-9)`;
  lines.push(`    train_end = ${end(String(split.train))}`);
  if (split.validation > 0 && split.test > 0) {
    lines.push(`    validation_end = ${end(`(${split.train} + ${split.validation})`)}`);
  }
  const back = split.context ? '' : ' + TIME_STEPS';
  const validationEnd = split.test > 0 ? 'validation_end' : 'len(targets)';
  const testStart = split.validation > 0 ? 'validation_end' : 'train_end';
  const items = [`"train": np.arange(TIME_STEPS, train_end${step})`];
  if (has('validation')) items.push(`"validation": np.arange(train_end${back}, ${validationEnd}${step})`);
  if (has('test')) items.push(`"test": np.arange(${testStart}${back}, len(targets)${step})`);
  lines.push('    # The rows that are predicted, by part.');
  lines.push(layOut(black, 1, 'rows = ', { open: '{', items, close: '}' } satisfies Code));
  if (missing === 'drop') {
    lines.push(
      '    # No window bridges a dropped row.',
      '    number = frame.index.to_numpy()',
      '    for part, r in rows.items():',
      '        rows[part] = r[number[r] - number[r - TIME_STEPS] == TIME_STEPS]',
    );
  }
  return lines;
}

function scaleLines({ scaling, selfFed }: Pipeline): string[] {
  if (scaling === 'none') return [];
  const scaler = scalers[scaling];
  const fit = (name: string): string => `${scaler}().fit(${name}[:train_end])`;
  return selfFed
    ? [`    scaler = ${fit('targets')}`, '    scaled = scaler.transform(targets)']
    : [`    input_scaler = ${fit('inputs')}`, `    scaler = ${fit('targets')}`];
}

function windowLines({ scaling, selfFed }: Pipeline): string[] {
  const [x, y] =
    scaling === 'none'
      ? [selfFed ? 'targets' : 'inputs', 'targets']
      : selfFed
        ? ['scaled', 'scaled']
        : ['input_scaler.transform(inputs)', 'scaler.transform(targets)'];
  return selfFed || scaling === 'none'
    ? [`    windows = {part: make_windows(${x}, ${y}, r) for part, r in rows.items()}`]
    : [
        `    scaled_inputs = ${x}`,
        `    scaled_targets = ${y}`,
        '    windows = {',
        '        part: make_windows(scaled_inputs, scaled_targets, r)',
        '        for part, r in rows.items()',
        '    }',
      ];
}
