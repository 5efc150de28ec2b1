import type { Pipeline } from '../../pipeline';
import { classesLine, isBinary } from '../classes/classes';
import { exampleLines } from '../classes/examples';
import { dictComprehension } from '../comprehension';
import type { PythonSection } from '../program';
import { type Form, asSteps, formOf, inputsOf } from './form';
import { scalers } from './inputs';

/** What is told of the sequences: `examples`, and `told`, the rows of `frame` that something is told of. */
export function sequenceExamples(pipeline: Pipeline): PythonSection {
  const form = formOf(pipeline);
  if (form.measured) return measures(pipeline);
  return { topic: 'examples', main: form.eachRow ? labelsOfRows(pipeline) : labelsOfSequences(pipeline) };
}

function labelsOfSequences(pipeline: Pipeline): string[] {
  const form = formOf(pipeline);
  return [
    ...(form.several
      ? [
          '    # The last row stands for its series.',
          `    frame = frame.iloc[${form.single ? 'read' : 'firsts + lengths - 1'}]`,
        ]
      : []),
    '    labels = frame[LABEL].to_numpy()',
    classesLine(pipeline, 'labels[rows["train"]]'),
    ...exampleLines(pipeline, inputsOf(form)),
  ];
}

const toldLine = ({ single }: Form): string =>
  `    frame_rows = {part: ${single ? 'read[r]' : 'steps[r][mask[r]]'} for part, r in rows.items()}`;

function labelsOfRows(pipeline: Pipeline): string[] {
  const weighted = pipeline.training.classWeights === 'balanced';
  const watched = pipeline.parts.includes('validation');
  const y = isBinary(pipeline) ? 'step_labels[r].astype(np.float32)' : 'step_labels[r]';
  const form = formOf(pipeline);
  const parts = [inputsOf(form), y, ...(weighted ? ['weights[r]'] : [])];
  return [
    toldLine(form),
    '    labels = frame[LABEL].to_numpy()',
    classesLine(pipeline, 'labels[frame_rows["train"]]'),
    `    # -1: ${form.single ? '' : 'padding, and '}a label that the training part does not have.`,
    '    y = pd.Index(classes).get_indexer(labels)',
    `    step_labels = ${form.single ? asSteps('y', form) : 'np.where(mask, y[steps], -1)'}`,
    ...(weighted
      ? [
          '    # Each class counts as much as the others.',
          '    counts = np.bincount(y[frame_rows["train"]])',
          '    class_weights = counts.sum() / (len(classes) * counts)',
          form.single
            ? '    weights = class_weights[step_labels]'
            : '    weights = np.where(mask, class_weights[step_labels], 0)',
        ]
      : []),
    ...(watched
      ? [
          `    known = ${form.single ? 'step_labels[:, 0] >= 0' : '((step_labels >= 0) | ~mask).all(axis=1)'}`,
          '    learned = {part: r[known[r]] for part, r in rows.items()}',
        ]
      : []),
    dictComprehension(
      1,
      'examples = ',
      `part: (${parts.join(', ')})`,
      `for part, r in ${watched ? 'learned' : 'rows'}.items()`,
    ),
  ];
}

function measures(pipeline: Pipeline): PythonSection {
  const { scaling } = pipeline;
  const form = formOf(pipeline);
  const scaled = scaling === 'none' || scaling === 'window' ? null : scalers[scaling];
  return {
    topic: 'examples',
    imports: scaled === null ? [] : [`from sklearn.preprocessing import ${scaled}`],
    main: [
      toldLine(form),
      '    targets = frame[TARGETS].to_numpy(float)',
      ...(scaled === null ? [] : [`    target_scaler = ${scaled}().fit(targets[trained])`]),
      `    y = ${scaled === null ? 'targets' : 'target_scaler.transform(targets)'}`,
      ...(form.single
        ? [`    y = ${asSteps('y', form)}.astype(np.float32)`]
        : [
            '    # NaN where there is no step: it does not count.',
            '    y = np.where(mask[:, :, np.newaxis], y[steps], np.nan).astype(np.float32)',
          ]),
      dictComprehension(1, 'examples = ', `part: (${inputsOf(form)}, y[r])`, 'for part, r in rows.items()'),
    ],
  };
}
