import * as tf from '@tensorflow/tfjs-core';

import { outputUnits } from '../../spec/network';
import { globalNorm } from '../optimizers';
import type { EngineCore } from './core';
import { groupsOf, isEmpty, runGroup } from './core';
import type { Group } from './examples';
import * as m from './matrix';
import type { NetworkGradients, NetworkPass } from './network';
import type { LayerPass } from './recurrentLayer';
import { scatterSteps } from './rows';

// A look into the network: layers are counted over the encoder, then the decoder, each with steps of its own.

/** Hidden states of a recurrent layer; see `Engine.hiddenStates`. */
export function hiddenStatesOf(core: EngineCore, examples: Int32Array, layer: number): Float32Array {
  const { steps, width } = sizeOfLayer(core, layer);
  const states = new Float32Array(examples.length * steps * width);
  eachLayer(core, examples, layer, (pass, places) => {
    const sequence = [...pass.sequence];
    const kept = pass.kept();
    while (sequence.length < steps) sequence.push(kept);
    const values = m.concat(sequence, m.axis.rows).dataSync<'float32'>();
    scatterSteps(states, values, places, { steps, of: steps, width });
  });
  return states;
}

/** Gates of a recurrent layer; see `Engine.gates`. */
export function gatesOf(core: EngineCore, examples: Int32Array, layer: number): Record<string, Float32Array> {
  const { steps } = sizeOfLayer(core, layer);
  const gates: Record<string, Float32Array> = {};
  eachLayer(core, examples, layer, (pass, places) => {
    for (const [name, sequence] of Object.entries(pass.gates())) {
      const width = sequence[0]?.shape[1] ?? 0;
      const all = (gates[name] ??= new Float32Array(examples.length * steps * width).fill(NaN));
      const values = m.concat(sequence, m.axis.rows).dataSync<'float32'>();
      scatterSteps(all, values, places, { steps, of: sequence.length, width });
    }
  });
  return gates;
}

/**
 * Norms of the loss' gradient by the states of each layer and step; see `Engine.gradientNorms`.
 * @param back the loss' gradients of a pass
 */
export function gradientNormsOf(
  core: EngineCore,
  groups: readonly Group[],
  back: (pass: NetworkPass, group: Group) => NetworkGradients,
): Float32Array[] {
  const squares = blocksOf(core).map((_, layer) => new Float64Array(sizeOfLayer(core, layer).steps));
  for (const group of groups) {
    if (isEmpty(core, group)) continue;
    tf.tidy(() => {
      const { states } = back(runGroup(core, group, []), group);
      states.forEach((directions, layer) => {
        const sums = squares[layer];
        for (const steps of directions) {
          steps.forEach((step, t) => {
            if (sums) sums[t] = (sums[t] ?? 0) + globalNorm(step.dataSync<'float32'>()) ** 2;
          });
        }
      });
    });
  }
  return squares.map((sums) => Float32Array.from(sums, Math.sqrt));
}

function eachLayer(
  core: EngineCore,
  examples: Int32Array,
  layer: number,
  visit: (pass: LayerPass, places: Int32Array) => void,
): void {
  for (const { group, places } of groupsOf(core, examples)) {
    if (isEmpty(core, group)) continue;
    tf.tidy(() => {
      const pass = runGroup(core, group, []).layers[layer];
      if (pass) visit(pass, places);
    });
  }
}

const blocksOf = ({ network: { encoder, decoder } }: EngineCore) => [...encoder, ...(decoder?.blocks ?? [])];

/** @throws RangeError for a layer that there is not */
function sizeOfLayer(core: EngineCore, layer: number): { steps: number; width: number } {
  const block = blocksOf(core)[layer];
  if (!block) throw new RangeError(`The model has no recurrent layer ${layer}.`);
  const { timeSteps, horizon } = core.shapes;
  return { steps: layer < core.network.encoder.length ? timeSteps : horizon, width: outputUnits(block.layer) };
}
