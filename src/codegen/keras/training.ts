import { type Code, black, call, layOut, list } from '../layout';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';

/** Fitting the network, or loading what the run left. */
export function trainingSection(pipeline: Pipeline, examples: string): PythonSection {
  return {
    constants: ['MODEL = HERE / "../model"'],
    functions: [...learningRate(pipeline), train(pipeline, examples), loadWeights],
    main: ['    if options.weights:', '        load_weights(model)', '    else:', `        train(model, ${examples})`],
  };
}

function train({ training, parts }: Pipeline, examples: string): string {
  const { epochs, batchSize, shuffle, earlyStopping, schedule } = training;
  const validated = parts.includes('validation');
  const monitor = validated ? 'val_loss' : 'loss';
  const callbacks: Code[] = [];
  if (earlyStopping) {
    const { patience, minDelta, restoreBest } = earlyStopping;
    callbacks.push(
      call(
        'keras.callbacks.EarlyStopping',
        `monitor="${monitor}"`,
        `patience=${patience}`,
        ...(minDelta > 0 ? [`min_delta=${minDelta}`] : []),
        ...(restoreBest ? ['restore_best_weights=True'] : []),
      ),
    );
  }
  if (schedule?.name === 'cosine') {
    callbacks.push(call('keras.callbacks.LearningRateScheduler', 'learning_rate'));
  } else if (schedule) {
    const { factor, patience, minLearningRate } = schedule;
    callbacks.push(
      call(
        'keras.callbacks.ReduceLROnPlateau',
        `monitor="${monitor}"`,
        `factor=${factor}`,
        `patience=${patience}`,
        `min_lr=${minLearningRate}`,
      ),
    );
  }
  const fit = call(
    'model.fit',
    `*${examples}["train"]`,
    `batch_size=${batchSize}`,
    `epochs=${epochs}`,
    ...(shuffle ? [] : ['shuffle=False']),
    ...(validated ? [`validation_data=${examples}["validation"]`] : []),
    ...(callbacks.length > 0 ? [{ ...list(callbacks), open: 'callbacks=[' }] : []),
  );
  return [`def train(model, ${examples}):`, layOut(black, 1, '', fit)].join('\n');
}

/** The rate of each epoch, where it follows from the epoch alone. */
function learningRate({ training: { schedule, epochs, optimizer } }: Pipeline): string[] {
  if (schedule?.name !== 'cosine') return [];
  const last = Math.min(optimizer.learningRate, schedule.minLearningRate);
  return [
    `def learning_rate(epoch, _):
    """Half a cosine, from ${optimizer.learningRate} towards ${last}."""
    share = (1 + np.cos(np.pi * epoch / ${epochs})) / 2
    return float(${last} + (${optimizer.learningRate} - ${last}) * share)`,
  ];
}

const loadWeights = `def load_weights(model):
    """Sets the weights that the run left: float32, in Keras' order."""
    values = np.fromfile(MODEL / "weights.bin", dtype="<f4")
    shapes = [weight.shape for weight in model.get_weights()]
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    parts = np.split(values, ends[:-1])
    pairs = zip(parts, shapes, strict=True)
    model.set_weights([part.reshape(shape) for part, shape in pairs])`;
