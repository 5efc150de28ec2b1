import { black, call, layOut } from '../../layout';
import type { Pipeline } from '../../pipeline';
import type { PythonSection } from '../program';
import { type Form, seriesNames } from './form';
import { trainingRows } from './rows';
import { fills, valueFrame } from './values';

/** scikit-learn's scalers; windows are scaled on top of standard ones. */
export const scalers = {
  minmax: 'MinMaxScaler',
  standard: 'StandardScaler',
  robust: 'RobustScaler',
  window: 'StandardScaler',
} as const;

/** Python names of what the network reads and is trained on. */
export const scaledTargets = ({ scaling }: Pipeline, { single }: Form): string =>
  scaling !== 'none' ? 'scaled_targets' : single ? 'network_targets' : 'targets';

/** Python expression of the names of the numbers that are fed. */
export const numberNames = ({ categories }: Pipeline, form: Form): string =>
  form.numbersAreTargets ? 'TARGETS' : categories.length > 0 ? 'NUMBERS' : 'INPUTS';

/**
 * Scales targets and the numbers that are fed: leaves `scaled_targets`, `numbers` (where they are not the targets), and what
 * turns predictions back: `scaler`, or `level` and `spread` of each row's series.
 */
export function scalingSection(pipeline: Pipeline, form: Form): PythonSection {
  const { scaling } = pipeline;
  const own = form.numbers.length > 0 && !form.numbersAreTargets;
  const values = `${valueFrame(pipeline)}[${numberNames(pipeline, form)}].to_numpy(float)`;
  if (scaling === 'none') {
    return {
      main: [
        ...(form.single ? [`    network_targets = targets${cast(form)}`] : []),
        ...(own ? [`    numbers = ${values}${cast(form)}`] : []),
      ],
    };
  }
  return form.bySeries ? bySeries(pipeline, form, own, values) : overAll(pipeline, form, own, values);
}

/** A scaler of all training rows; of known values alone, where missing ones were filled in. */
function fitted(pipeline: Pipeline, form: Form, columns: string, values: string): string {
  const { scaling } = pipeline;
  if (scaling === 'none') throw new Error('nothing to fit');
  const known = fills(pipeline) ? `frame[${columns}].to_numpy(float)` : values;
  return `${scalers[scaling]}().fit(${known}[${trainingRows(form)}])`;
}

function overAll(pipeline: Pipeline, form: Form, own: boolean, values: string): PythonSection {
  const { scaling } = pipeline;
  if (scaling === 'none') return {};
  return {
    imports: [`from sklearn.preprocessing import ${scalers[scaling]}`],
    main: [
      `    scaler = ${fitted(pipeline, form, 'TARGETS', 'targets')}`,
      ...precision(form),
      `    scaled_targets = scaler.transform(targets)${cast(form)}`,
      ...(own
        ? [
            `    numbers = ${values}`,
            `    input_scaler = ${fitted(pipeline, form, numberNames(pipeline, form), 'numbers')}`,
            `    numbers = input_scaler.transform(numbers)${cast(form)}`,
          ]
        : []),
    ],
  };
}

/** Where windows hardly move, their spread depends on the precision. */
const precision = ({ byWindow }: Form): string[] =>
  byWindow ? ['    # Windows are scaled in the precision in which the network reads them.'] : [];

const cast = ({ single }: Form): string => (single ? '.astype(np.float32)' : '');

/** What `MinMaxScaler`, `StandardScaler` and `RobustScaler` do, by series. */
const levels = {
  minmax: ['training.min()', 'training.max() - level'],
  standard: ['training.mean()', 'training.std(ddof=0)'],
  robust: ['training.median()', 'training.quantile(0.75) - training.quantile(0.25)'],
  window: ['training.mean()', 'training.std(ddof=0)'],
} as const;

function bySeries(pipeline: Pipeline, form: Form, own: boolean, values: string): PythonSection {
  const { scaling } = pipeline;
  if (scaling === 'none') return {};
  const overAll = form.scaledOverAll.length > 0;
  const { level, spread } = seriesNames(form);
  return {
    imports: overAll ? [`from sklearn.preprocessing import ${scalers[scaling]}`] : [],
    functions: [seriesScale(pipeline)],
    main: [
      `    ${level}, ${spread} = series_scale(frame, TARGETS, trained)`,
      ...precision(form),
      form.single
        ? `    scaled_targets = ((targets - ${level}) / ${spread}).astype(np.float32)`
        : `    scaled_targets = (targets - ${level}) / ${spread}`,
      ...(own
        ? [
            layOut(
              black,
              1,
              'input_level, input_spread = ',
              call('series_scale', 'frame', numberNames(pipeline, form), 'trained'),
            ),
            `    numbers = ${values}`,
            form.single
              ? '    numbers = ((numbers - input_level) / input_spread).astype(np.float32)'
              : '    numbers = (numbers - input_level) / input_spread',
          ]
        : []),
    ],
  };
}

function seriesScale(pipeline: Pipeline): string {
  const { scaling, split } = pipeline;
  if (scaling === 'none') throw new Error('nothing to scale');
  const [level, spread] = levels[scaling];
  const lines = [
    'def series_scale(frame, columns, trained):',
    '    """Level and spread of each row\'s series, of its training rows: [R, columns]."""',
    '    training = frame[trained].groupby(SERIES)[columns]',
    `    level = ${level}`,
    `    spread = ${spread}`,
    '    spread = spread.replace(0, 1)',
  ];
  if (!mayNotTrain(pipeline)) {
    return [...lines, '    return [part.reindex(frame[SERIES]).to_numpy() for part in (level, spread)]'].join('\n');
  }
  const [all, allSpread] = levels[scaling].map((expression) => expression.replaceAll('training', 'everything'));
  return [
    ...lines,
    split.by === 'series'
      ? '    # Series that do not train are scaled as all that do.'
      : '    # Series that are too short to train are scaled as all others.',
    '    everything = frame.loc[trained, columns]',
    `    common = ${all}`,
    `    common_spread = ${(allSpread ?? '').replace('- level', '- common')}`,
    '    level = level.reindex(frame[SERIES]).fillna(common)',
    '    spread = spread.reindex(frame[SERIES]).fillna(common_spread.replace(0, 1))',
    '    return level.to_numpy(), spread.to_numpy()',
  ].join('\n');
}

/** Whether a series that is long enough for a window can have no training row. */
function mayNotTrain({ split, timeSteps, experiment, parts }: Pipeline): boolean {
  if (split.by === 'series') return parts.length > 1;
  const rows = timeSteps + experiment.window.horizon - (split.testRows ?? 0) - (split.validationRows ?? 0);
  return rows < 1 || rows * split.train < 1;
}
