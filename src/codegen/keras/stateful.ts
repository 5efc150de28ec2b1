import { black, call, layOut, list } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { Sizes } from '../python/sizes';
import { callbacksOf } from './callbacks';
import { weightedLoss } from './loss';
import { statefulTwin } from './model';

/**
 * Training whose batches go on with the states of the batch before: Keras' stateful layers have one size of batch, so that
 * examples without weight fill up those that have fewer.
 * @returns functions, and lines of main
 */
export function statefulTraining(
  pipeline: Pipeline,
  examples: string,
  sizes: Sizes,
): { functions: string[]; main: string[] } {
  const validated = pipeline.parts.includes('validation');
  // Texts that are written on are measured as they are trained: each piece by those before it.
  const predicts = pipeline.kind === 'writing';
  return {
    functions: [
      resetStates,
      freshStates(validated),
      filledUp(pipeline),
      train(pipeline, examples),
      ...(predicts ? [predictStreams(pipeline)] : []),
    ],
    main: [
      ...(predicts ? statefulTwin(pipeline, sizes, 1) : []),
      '    if options.weights:',
      '        load_weights(model)',
      ...(predicts ? ['        load_weights(stateful_model)'] : []),
      '    else:',
      ...(predicts ? [] : statefulTwin(pipeline, sizes, 2)),
      `        train(stateful_model, ${examples}, batches)`,
      '        model.set_weights(stateful_model.get_weights())',
    ],
  };
}

const resetStates = `def reset_states(model):
    for layer in model.layers:
        if isinstance(layer, layers.RNN):
            layer.reset_state()`;

const freshStates = (validated: boolean): string =>
  [
    'class FreshStates(keras.callbacks.Callback):',
    '    """Begins at zero states where a batch does not go on from the one before."""',
    '',
    '    def __init__(self, batches):',
    '        super().__init__()',
    '        self.batches = batches',
    '',
    ...(validated ? bothParts : ['    def on_train_batch_begin(self, batch, logs=None):', ...begin('"train"')]),
  ].join('\n');

function begin(part: string): string[] {
  return [
    `        _, fresh = self.batches[${part}][batch]`,
    '        if fresh:',
    '            reset_states(self.model)',
  ];
}

const bothParts = [
  '    def on_train_batch_begin(self, batch, logs=None):',
  '        self.begin("train", batch)',
  '',
  '    def on_test_batch_begin(self, batch, logs=None):',
  '        self.begin("validation", batch)',
  '',
  '    def begin(self, part, batch):',
  ...begin('part'),
];

/** Python expression of some inputs. */
const picked = (pipeline: Pipeline): string =>
  modelInputs(pipeline).length === 1 ? 'x[order]' : '[values[order] for values in x]';

function filledUp(pipeline: Pipeline): string {
  return [
    'def filled_up(part, batches):',
    '    """Batch after batch as arrays; each is filled up with examples without weight."""',
    '    x, y = part',
    '    order = np.concatenate([np.resize(batch, BATCH_SIZE) for batch, _ in batches])',
    '    real = np.concatenate([np.arange(BATCH_SIZE) < len(batch) for batch, _ in batches])',
    ...(pipeline.network.head.steps === 'last' ? [] : ['    real = real[:, np.newaxis] & (y[order] >= 0)']),
    `    return ${picked(pipeline)}, y[order], real.astype(np.float32)`,
  ].join('\n');
}

const predictStreams = (pipeline: Pipeline): string =>
  [
    'def predict_streams(model, part, batches):',
    '    """Probabilities and labels of batches that go on from those before."""',
    '    x, y = part',
    '    for batch, fresh in batches:',
    '        if fresh:',
    '            reset_states(model)',
    '        order = np.resize(batch, BATCH_SIZE)',
    `        outputs = model.predict_on_batch(${picked(pipeline)})`,
    '        yield outputs[: len(batch)], y[batch]',
  ].join('\n');

/** As Keras' history calls the loss over all examples. */
const metricName = (pipeline: Pipeline): string => weightedLoss(pipeline).metric.replace('keras.losses.', '');

/** Said of stateful programs in their first lines. */
export const statefulNotes = (pipeline: Pipeline): string[] =>
  pipeline.training.stateful ? [`Loss:   the run's is ${metricName(pipeline)}; Keras' own is a mean over batches`] : [];

function train(pipeline: Pipeline, examples: string): string {
  const { training, parts } = pipeline;
  const validated = parts.includes('validation');
  const metric = metricName(pipeline);
  const callbacks = callbacksOf(pipeline, { monitor: `${validated ? 'val_' : ''}${metric}`, mode: 'min' });
  const fit = call(
    'model.fit',
    'x',
    'y',
    'sample_weight=weight',
    'batch_size=BATCH_SIZE',
    `epochs=${training.epochs}`,
    'shuffle=False',
    ...(validated ? [call('validation_data=filled_up', `${examples}["validation"]`, 'batches["validation"]')] : []),
    { ...list(['FreshStates(batches)', ...callbacks]), open: 'callbacks=[' },
  );
  return [
    `def train(model, ${examples}, batches):`,
    `    """Trains in streams: the loss is a mean over batches, the metric over examples."""`,
    `    x, y, weight = filled_up(${examples}["train"], batches["train"])`,
    layOut(black, 1, '', fit),
  ].join('\n');
}
