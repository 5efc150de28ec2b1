import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { headOf } from '../spec/network';
import type { Engine, EngineOptions, ModelShapes } from './engine';
import { FusedUnavailable } from './fused/load';
import { refuseParameters } from './memory';

/**
 * The engine that the experiment asks for, with initial weights from its seed. "auto" and "fused" are the fused engine;
 * where its WebAssembly cannot be loaded it is TensorFlow.js, which a note of the engine says.
 * An engine is loaded only here: commands that do not train stay quick.
 * @throws UserError when the experiment needs more memory than there is, numbers are to be learned as classes, or it is
 *   TensorFlow.js that was asked for or is left, and it cannot compute the network
 */
export async function createEngine(
  experiment: Experiment,
  shapes: ModelShapes,
  options: EngineOptions,
): Promise<Engine> {
  refuseLoss(experiment, shapes);
  refuseParameters(experiment, shapes);
  if (experiment.engine === 'tensorflow') return createTensorflow(experiment, shapes, options, []);
  try {
    const { createFusedEngine } = await import(/* webpackMode: "eager" */ './fused/create');
    return await createFusedEngine(experiment, shapes, options);
  } catch (error) {
    if (!(error instanceof FusedUnavailable)) throw error;
    const note = `The fused engine could not be loaded, so TensorFlow.js trained instead: ${error.message}`;
    return await createTensorflow(experiment, shapes, options, [note]).catch((refused: unknown) => {
      throw withReason(refused, error);
    });
  }
}

/** Of a network that TensorFlow.js has not, the hint to take the fused engine would lead nowhere. */
function withReason(refused: unknown, { message }: FusedUnavailable): unknown {
  if (!(refused instanceof UserError) || refused.details.code !== 'engine/unsupported') return refused;
  const hint = `The fused engine can, but it could not be loaded: ${message}. Install Sequence Lab again.`;
  return new UserError(refused.message, hint, refused.details);
}

function refuseLoss(experiment: Experiment, shapes: ModelShapes): void {
  const { loss } = experiment.training;
  if (headOf(experiment, shapes).kind !== 'numbers' || !loss.endsWith('_crossentropy')) return;
  throw new UserError(
    `The loss "${loss}" is of classes, and numbers are predicted.`,
    'Use mse, mae, huber or quantile.',
    {
      code: 'engine/loss',
      path: 'training.loss',
    },
  );
}

async function createTensorflow(
  experiment: Experiment,
  shapes: ModelShapes,
  options: EngineOptions,
  notes: readonly string[],
): Promise<Engine> {
  const { createTensorflowEngine } = await import(/* webpackChunkName: "tensorflow" */ './tensorflow/create');
  return createTensorflowEngine(experiment, shapes, options, notes);
}
