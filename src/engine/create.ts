import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import type { Engine, EngineOptions, ModelShapes } from './engine';

/**
 * The engine that the experiment asks for, with initial weights from its seed.
 * It is loaded only here: commands that do not train stay quick.
 * @throws UserError when the engine does not exist in this version or cannot train this experiment
 */
export async function createEngine(
  experiment: Experiment,
  shapes: ModelShapes,
  options: EngineOptions,
): Promise<Engine> {
  if (experiment.engine === 'fused') {
    throw new UserError('The engine "fused" is not in this version.', 'Set engine to "auto" or "tensorflow".', {
      code: 'engine/not-available',
      path: 'engine',
    });
  }
  const { createTensorflowEngine } = await import(/* webpackMode: "eager" */ './tensorflow/create');
  return createTensorflowEngine(experiment, shapes, options);
}
