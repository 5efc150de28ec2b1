import type { Experiment } from '../../spec/experiment';
import { gateCounts } from '../../spec/layers';
import { networkOf } from '../../spec/network';
import type { Engine, EngineOptions, ModelShapes } from '../engine';
import type { BackendName } from './backend';
import { backendNames, chooseBackend } from './backend';
import { findTfjsNode, namedTfjsNode } from './nodeBackend';
import { refuseUnsupported } from './supports';
import { TensorflowEngine } from './tensorflowEngine';

/**
 * An engine on the backend of TensorFlow.js that suits this machine and the size of the network.
 * @param reasons what the user should know of why it is this engine
 * @throws UserError `engine/unsupported`
 */
export async function createTensorflowEngine(
  experiment: Experiment,
  shapes: ModelShapes,
  options: EngineOptions,
  reasons: readonly string[] = [],
): Promise<Engine> {
  refuseUnsupported(experiment); // before a backend is loaded
  const { candidates, notes } = candidatesFor(experiment, shapes);
  const backend = await chooseBackend(options.threads, candidates);
  return new TensorflowEngine(experiment, shapes, { ...backend, notes: [...reasons, ...notes, ...backend.notes] });
}

/**
 * Multiplications a time step of a batch from which tfjs-node is the quicker backend. A call into it costs three times
 * as much as one into WebAssembly, its products a quarter. Measured (batch 32, 12 time steps, processor time a batch):
 * LSTM 32 10.9 ms with tfjs-node and 5.0 ms with WebAssembly, LSTM 64 10.2 and 8.6 ms, LSTM 96 12.2 and 14.3 ms,
 * LSTM 128 with batch 64 51 and 235 ms; SimpleRNN 3 with batch 1 2.6 and 0.9 ms.
 */
const nodeFromMultiplications = 700_000;

/** Backends in the order in which they are tried. A tfjs-node that the user names is always the first. */
function candidatesFor(
  experiment: Experiment,
  shapes: ModelShapes,
): { candidates: readonly BackendName[]; notes: string[] } {
  const large = multiplicationsPerStep(experiment, shapes) >= nodeFromMultiplications;
  if (large || namedTfjsNode() || !findTfjsNode()) return { candidates: backendNames, notes: [] };
  return {
    candidates: backendNames.filter((name) => name !== 'tfjs-node'),
    notes: ['tfjs-node is installed, but for a network of this size WebAssembly is quicker.'],
  };
}

function multiplicationsPerStep(experiment: Experiment, shapes: ModelShapes): number {
  const { encoder, decoder } = networkOf(experiment, shapes);
  const perExample = [...encoder, ...(decoder?.blocks ?? [])].reduce((sum, { layer, features }) => {
    const directions = layer.bidirectional ? 2 : 1;
    return sum + directions * gateCounts[layer.cell] * layer.units * (features + layer.units);
  }, 0);
  return perExample * experiment.training.batchSize;
}
