import { call, layOut, prettier } from '../layout';
import { isSingleRow } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import { lines } from './lines';

/**
 * `byLength(examples)`.
 * @param key function of an example: what those of a group have in common
 */
export const byLength = (key: string): string =>
  lines(
    '/** Examples of one length are computed together, so that none is padded. */',
    'function byLength(examples: Example[]): Example[][] {',
    layOut(prettier, 1, 'const groups = ', call('Map.groupBy', 'examples', key), ';'),
    '  return [...groups.values()];',
    '}',
  );

export const lengthOf = (list: string): string => `({ ${list} }) => ${list}.length`;

/** `predict(model, examples)`: outputs in the order of the examples. @param outputs lines that return those of `batch` */
export const predictSteps = (pipeline: Pipeline, comment: string, outputs: readonly string[]): string =>
  lines(
    `/** ${comment} */`,
    'function predict(model: tf.LayersModel, examples: Example[]): number[][][] {',
    isSingleRow(pipeline)
      ? [
          '  return inBatches(examples, 256).flatMap((batch) =>',
          '    tf.tidy(() => {',
          ...outputs.map((line) => `      ${line}`),
          '    }),',
          '  );',
        ]
      : [
          '  const said = new Map<Example, number[][]>();',
          '  for (const group of byLength(examples)) {',
          '    for (const batch of inBatches(group, 256)) {',
          '      const outputs = tf.tidy(() => {',
          ...outputs.map((line) => `        ${line}`),
          '      });',
          '      batch.forEach((example, i) => said.set(example, outputs[i]));',
          '    }',
          '  }',
          '  return examples.map((example) => said.get(example) ?? []);',
        ],
    '}',
  );
