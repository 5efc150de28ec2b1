import type { Experiment } from '../../spec/experiment';
import type { Engine, EngineOptions, ModelShapes } from '../engine';
import { chooseBackend } from './backend';
import { TensorflowEngine } from './tensorflowEngine';

/** An engine on the best backend of TensorFlow.js that this machine has. */
export async function createTensorflowEngine(
  experiment: Experiment,
  shapes: ModelShapes,
  _options: EngineOptions,
): Promise<Engine> {
  return new TensorflowEngine(experiment, shapes, await chooseBackend());
}
