import type { Experiment } from '../spec/experiment';
import type { Engine, EngineOptions, ModelShapes } from './engine';

/**
 * The engine that the experiment asks for, with initial weights from its seed.
 * It is loaded only here: commands that do not train stay quick.
 * @throws UserError when the experiment needs more memory than there is
 */
export async function createEngine(
  experiment: Experiment,
  shapes: ModelShapes,
  options: EngineOptions,
): Promise<Engine> {
  const { createTensorflowEngine } = await import(/* webpackMode: "eager" */ './tensorflow/create');
  return createTensorflowEngine(experiment, shapes, options);
}
