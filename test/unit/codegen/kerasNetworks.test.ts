import { describe, expect, it } from 'vitest';

import type { DescribedFile } from '../../../src/codegen/input';
import { generateTarget } from '../../../src/codegen/generate';
import { keras } from '../../../src/codegen/keras/keras';
import { describePipeline } from '../../../src/codegen/pipeline';
import { experimentSchema } from '../../../src/spec/experiment';
import { weightShapes } from '../../../src/spec/layers';
import { networkCases } from '../../codegen/networkCases';
import { countedSizes } from '../../codegen/networkRun';

const file: DescribedFile = {
  dialect: { encoding: 'utf-8', bom: false, delimiter: ',', header: true, decimal: '.', thousands: null },
  columns: ['input', 'target 1', 'target 2'],
  time: null,
};

describe('Keras code of a network', () => {
  it.each(networkCases.map((one) => [one.name, one] as const))(
    '%s: names every layer as its weights are named',
    (_, one) => {
      const { experiment, shapes } = one;
      const pipeline = describePipeline({ experiment, preprocessing: { ...file, shapes } });
      const { functions = [] } = keras.model(pipeline, countedSizes(one));
      const names = new Set([...functions.join('\n').matchAll(/name="(\w+)"/g)].map(([, name]) => name));
      for (const { name } of weightShapes(experiment, shapes)) expect(names).toContain(name.split('/')[0]);
    },
  );

  it('has sizes that a program counts as arguments, and those of the experiment as numbers', () => {
    const one = networkCases.find(({ name }) => name === 'pairs-embedded-attention')!;
    const { experiment, shapes } = one;
    const pipeline = describePipeline({ experiment, preprocessing: { ...file, shapes } });
    const counted = keras.model(pipeline, { features: '0', vocabulary: 'len(words)', classes: 'len(others)' });
    expect(counted.main?.join('\n')).toContain('create_model(vocabulary_size=len(words), classes=len(others))');
    expect(counted.functions?.join('\n')).toContain('def create_model(vocabulary_size, classes):');
    const known = keras.model(pipeline, { features: '0', vocabulary: '7', classes: '6' });
    expect(known.main?.join('\n')).toContain('model = create_model()');
    expect(known.functions?.join('\n')).toContain('layers.Embedding(7, 4, name="embedding")');
  });

  it('has a network for batches of one size beside that which predicts, where batches go on with states', () => {
    const experiment = experimentSchema.parse({
      version: 1,
      task: 'forecast',
      data: { file: 'x.csv', inputs: ['input'], targets: ['target 1'] },
      window: { timeSteps: 4, stride: 4 },
      model: { dense: [{ units: 1 }] },
      training: { stateful: true, shuffle: false, batchSize: 7 },
    });
    const [program] = generateTarget({ experiment, preprocessing: file }, 'keras');
    expect(program?.text).toContain('BATCH_SIZE = 7\n');
    expect(program?.text).toContain('    model = create_model(input_shape=(TIME_STEPS, 1))\n');
    expect(program?.text).toContain('    stateful_model = create_model(input_shape=(TIME_STEPS, 1), stateful=True)\n');
    const usual = { ...experiment, training: { ...experiment.training, stateful: false } };
    const [other] = generateTarget({ experiment: usual, preprocessing: file }, 'keras');
    expect(other?.text).not.toMatch(/stateful|BATCH_SIZE/);
  });
});
