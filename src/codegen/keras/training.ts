import { black, call, layOut, list } from '../layout';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from '../python/program';
import type { Sizes } from '../python/sizes';
import { callbacksOf } from './callbacks';
import { statefulTraining } from './stateful';
import { weightsSection } from './weights';

/** Fitting the network, or loading what the run left. */
export function trainingSection(pipeline: Pipeline, examples: string, sizes: Sizes): PythonSection {
  const { imports = [], constants = [], functions = [] } = weightsSection(pipeline);
  const rate = learningRate(pipeline);
  const { functions: own, main } = pipeline.training.stateful
    ? statefulTraining(pipeline, examples, sizes)
    : {
        functions: [train(pipeline, examples)],
        main: [
          '    if options.weights:',
          '        load_weights(model)',
          '    else:',
          `        train(model, ${examples})`,
        ],
      };
  return {
    topic: 'training',
    imports: [...imports, ...(rate.length > 0 ? ['import numpy as np'] : [])],
    constants,
    functions: [...rate, ...own, ...functions],
    main,
  };
}

function train(pipeline: Pipeline, examples: string): string {
  const { training, parts } = pipeline;
  const { epochs, batchSize, shuffle } = training;
  const validated = parts.includes('validation');
  const callbacks = callbacksOf(pipeline, { monitor: validated ? 'val_loss' : 'loss' });
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
