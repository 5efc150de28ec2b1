import { type Code, black, call, layOut, list } from '../layout';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';
import { weightsSection } from './weights';

/** Fitting the network, or loading what the run left. */
export function trainingSection(pipeline: Pipeline, examples: string): PythonSection {
  const { imports = [], constants = [], functions = [] } = weightsSection(pipeline);
  const rate = learningRate(pipeline);
  return {
    topic: 'training',
    imports: [...imports, ...(rate.length > 0 ? ['import numpy as np'] : [])],
    constants,
    functions: [...rate, train(pipeline, examples), ...functions],
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
  const weighted = training.classWeights !== 'none';
  const fit = call(
    'model.fit',
    ...(weighted ? ['x', 'y', 'sample_weight=weight'] : [`*${examples}["train"]`]),
    `batch_size=${batchSize}`,
    `epochs=${epochs}`,
    ...(shuffle ? [] : ['shuffle=False']),
    ...(validated ? [`validation_data=${examples}["validation"]`] : []),
    ...(callbacks.length > 0 ? [{ ...list(callbacks), open: 'callbacks=[' }] : []),
  );
  return [
    `def train(model, ${examples}):`,
    ...(weighted ? [`    x, y, weight = ${examples}["train"]`] : []),
    layOut(black, 1, '', fit),
  ].join('\n');
}

/** The rate of each epoch, where it follows from the epoch alone. */
function learningRate({ training: { schedule, epochs, optimizer } }: Pipeline): string[] {
  if (schedule?.name !== 'cosine') return [];
  const { learningRate: first } = optimizer;
  const { minLearningRate: last } = schedule;
  return [
    `def learning_rate(epoch, _):
    """Half a cosine, from ${first} towards ${last}."""
    share = (1 + np.cos(np.pi * epoch / ${epochs})) / 2
    return float(${last} + (${first} - ${last}) * share)`,
  ];
}
