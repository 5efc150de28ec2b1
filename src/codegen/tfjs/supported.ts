import { needsCustomGru } from '../../spec/tfjs';
import type { CodegenInput } from '../input';
import type { Unsupported } from '../supported';

/** What TensorFlow.js programs cannot express. */
export function tfjsUnsupported(input: CodegenInput): Unsupported[] {
  const { experiment } = input;
  const { data, training } = experiment;
  const ones = Object.keys(input.preprocessing.categories ?? {}).length > 0 && experiment.model.embedding === null;
  const { decoder, layers } = experiment.model;
  const ownWords = decoder?.mode === 'autoregressive' ? decoder : null;
  // See mixesStates.
  const stacked = ownWords?.layers.filter((layer) => !needsCustomGru(layer)) ?? [];
  const dropout = [...layers, ...(decoder?.layers ?? [])].some((layer) => layer.dropout + layer.recurrentDropout > 0);
  const found: (Unsupported | false)[] = [
    (ownWords?.attention != null || stacked.length > 1) &&
      dropout && {
        path: 'model.layers',
        what: 'dropout in a network whose decoder reads what it has said and looks back, or has several layers',
      },
    training.stateful && { path: 'training.stateful', what: 'stateful training' },
    ones && data.scale === 'window' && { path: 'data.scale', what: 'categories beside scaling by window' },
    ones &&
      experiment.window.strategy === 'recursive' && { path: 'window.strategy', what: 'categories beside feeding back' },
  ];
  return found.filter((one) => one !== false);
}
