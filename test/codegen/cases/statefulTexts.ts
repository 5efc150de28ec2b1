import type { ExperimentInput } from '../../../src/spec/experiment';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import type { ForecastCase } from '../forecast/cases';

/** Texts of one to six pieces, in which a letter comes back a piece later. */
const tunes = `key,tune\n${Array.from({ length: 44 }, (_, i) => {
  const letter = 'abcd'[i % 4]!;
  const parts = Array.from({ length: 1 + ((i * 5) % 11) }, (_, k) => `x${k % 3 === i % 3 ? 'z' : 'y'}${letter}`);
  return `${i % 3 === 0 ? 'C' : 'Am'},${parts.join('')}`;
}).join('\n')}\n`;

function one(name: string, changes: Pick<ExperimentInput, 'data' | 'model' | 'training'>): ForecastCase {
  const { data, model, training } = changes;
  const experiment: ExperimentInput = {
    ...{ version: 1, name, task: 'generate', data },
    model: { topology: 'one-to-many', tokens: { level: 'character', maxLength: 5 }, ...model },
    training: {
      ...{ loss: 'categorical_crossentropy', epochs: 3, stateful: true, shuffle: false },
      // Plain descent: Keras' Adam squares gradients of learned vectors place by place.
      ...{ optimizer: { name: 'sgd', learningRate: 0.5 }, ...training },
    },
    sampling: { every: null, count: 1, length: 8 },
  };
  return { name, csv: tunes, experiment: resolveExperiment(parseExperiment(experiment)) };
}

const split = { train: 0.6, validation: 0.2, test: 0.2, by: 'random' } as const;

/** Pieces of texts that go on with the states of those before. */
export const statefulTexts: readonly ForecastCase[] = [
  one('learned vectors, two layers', {
    data: { file: 'data.csv', targets: ['tune'], split },
    model: {
      embedding: { units: 3 },
      layers: [
        { cell: 'lstm', units: 5 },
        { cell: 'gru', units: 4 },
      ],
    },
    training: { batchSize: 5 },
  }),
  one('one-hot, given a column', {
    data: { file: 'data.csv', targets: ['tune'], static: ['key'], split },
    model: { layers: [{ cell: 'gru', units: 5 }] },
    training: { batchSize: 4 },
  }),
];
