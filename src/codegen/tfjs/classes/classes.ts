import { layOut, prettier } from '../../layout';
import type { Pipeline } from '../../pipeline';
import { predictSteps } from '../grouping';
import { lines, some } from '../lines';
import { classScores, hasTwoClasses } from './report';
import { saveClasses } from './save';

/** Functions of examples with labels: which classes there are, what is likeliest, scores and `--save`. */
export function classFunctions(pipeline: Pipeline, source: boolean): string[] {
  return some(
    predict(pipeline),
    predictionInterface(source),
    classScores(pipeline),
    saveClasses(source, pipeline.classes),
  );
}

/** `findClasses(labels)`: the order of the network's outputs; that of texts, unless the labels of the run are known to need another. */
export function findClasses({ classes }: Pipeline): string {
  if (classes === null || isInOrder(classes)) return ordered('/** Labels in order. */', '');
  if (isInOrder(classes, byNumber) && new Set(classes.map(Number)).size === classes.length)
    return ordered('/** Labels, which are numbers, in order. */', '(a, b) => Number(a) - Number(b)');
  // Of a number written in two ways, the order of the texts decides.
  return findAnyClasses;
}

const byNumber = (a: string, b: string): number => Number(a) - Number(b);

const isInOrder = (classes: readonly string[], compare?: typeof byNumber): boolean =>
  [...classes].sort(compare).every((label, i) => label === classes[i]);

const ordered = (comment: string, compare: string): string =>
  lines(
    comment,
    'function findClasses(labels: string[]): string[] {',
    `  return [...new Set(labels)].sort(${compare});`,
    '}',
  );

const findAnyClasses = `/** Labels in order: of numbers, where all of them are. */
function findClasses(labels: string[]): string[] {
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  if (!classes.every((label) => Number.isFinite(Number(label)))) return classes;
  return classes.sort((a, b) => Number(a) - Number(b));
}`;

/** As scikit-learn's `class_weight="balanced"`. */
export const classWeights = `/** Weights by which each class counts as much as the others in all. */
function balancedWeights(labels: number[], classes: number): number[] {
  return Array.from({ length: classes }, (_, label) => {
    const count = labels.filter((other) => other === label).length;
    return labels.length / (classes * count);
  });
}`;

const predict = (pipeline: Pipeline): string =>
  predictSteps(
    pipeline,
    'Probabilities of the classes, for each label of each example.',
    pipeline.network.head.kind === 'sigmoid'
      ? [
          'const second = model.predict(makeBatch(batch).x) as tf.Tensor;',
          'const both = tf.concat([tf.sub(1, second), second], -1);',
          'const steps: tf.Tensor3D = tf.reshape(both, [batch.length, -1, 2]);',
          'return steps.arraySync();',
        ]
      : [
          'const all = model.predict(makeBatch(batch).x) as tf.Tensor;',
          'const classes = all.shape[all.rank - 1];',
          'const steps: tf.Tensor3D = tf.reshape(all, [batch.length, -1, classes]);',
          'return steps.arraySync();',
        ],
  );

const predictionInterface = (source: boolean): string =>
  lines(
    'interface Prediction {',
    '  part: string;',
    '  series: string;',
    '  time: string;',
    source && '  source: string;',
    '  actual: string;',
    '  predicted: string;',
    '  probabilities: number[];',
    '}',
  );

/** Lines of `main` from `classes`, `examples` and `model` on. @param frequentOf expression of the training labels */
export const classMain = (pipeline: Pipeline, frequentOf: string): string[] => [
  layOut(prettier, 1, 'const trainedLabels = ', frequentOf, ';'),
  '  const counts = classes.map(',
  '    (_, k) => trainedLabels.filter((label) => label === k).length,',
  '  );',
  '  const frequent = classes[counts.indexOf(Math.max(...counts))];',
  '  const saved: Prediction[] = [];',
  '  for (const [part, own] of Object.entries(examples)) {',
  '    const predictions = classify(model, part, own, classes);',
  `    report(part, predictions, frequent${hasTwoClasses(pipeline) ? ', classes' : ''});`,
  '    saved.push(...predictions);',
  '  }',
  '  if (options.save) savePredictions(options.save, saved, classes);',
];
