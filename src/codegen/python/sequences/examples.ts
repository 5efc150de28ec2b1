import type { Pipeline } from '../../pipeline';
import { classesLine, isBinary } from '../classes/classes';
import { exampleLines } from '../classes/examples';
import { dictComprehension } from '../comprehension';
import type { PythonSection } from '../program';
import { formOf, inputsOf } from './form';
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
      ? ['    # The last row stands for its series.', '    frame = frame.iloc[firsts + lengths - 1]']
      : []),
    '    labels = frame[LABEL].to_numpy()',
    classesLine(pipeline, 'labels[rows["train"]]'),
    ...exampleLines(pipeline, inputsOf(form)),
  ];
}

const toldLine = '    frame_rows = {part: steps[r][mask[r]] for part, r in rows.items()}';

function labelsOfRows(pipeline: Pipeline): string[] {
  const weighted = pipeline.training.classWeights === 'balanced';
  const watched = pipeline.parts.includes('validation');
  const y = isBinary(pipeline) ? 'step_labels[r].astype(np.float32)' : 'step_labels[r]';
  const parts = [inputsOf(formOf(pipeline)), y, ...(weighted ? ['weights[r]'] : [])];
  return [
    toldLine,
    '    labels = frame[LABEL].to_numpy()',
    classesLine(pipeline, 'labels[frame_rows["train"]]'),
    '    # -1: padding, and a label that the training part does not have.',
    '    y = pd.Index(classes).get_indexer(labels)',
    '    step_labels = np.where(mask, y[steps], -1)',
    ...(weighted
      ? [
          '    # Each class counts as much as the others.',
          '    counts = np.bincount(y[frame_rows["train"]])',
          '    class_weights = counts.sum() / (len(classes) * counts)',
          '    weights = np.where(mask, class_weights[step_labels], 0)',
        ]
      : []),
    ...(watched
      ? [
          '    known = ((step_labels >= 0) | ~mask).all(axis=1)',
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
  const scaled = scaling === 'none' || scaling === 'window' ? null : scalers[scaling];
  return {
    topic: 'examples',
    imports: scaled === null ? [] : [`from sklearn.preprocessing import ${scaled}`],
    main: [
      toldLine,
      '    targets = frame[TARGETS].to_numpy(float)',
      ...(scaled === null ? [] : [`    target_scaler = ${scaled}().fit(targets[trained])`]),
      `    y = ${scaled === null ? 'targets' : 'target_scaler.transform(targets)'}`,
      '    # NaN where there is no step: it does not count.',
      '    y = np.where(mask[:, :, np.newaxis], y[steps], np.nan).astype(np.float32)',
      dictComprehension(1, 'examples = ', `part: (${inputsOf(formOf(pipeline))}, y[r])`, 'for part, r in rows.items()'),
    ],
  };
}
