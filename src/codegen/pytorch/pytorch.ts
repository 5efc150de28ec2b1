import type { Framework } from '../python/framework';
import { pythonTarget } from '../python/pythonTarget';
import { modelSection } from './model';
import { trainingSection } from './training';

/** `pytorch_model.py`: the whole run in PyTorch. */
export const pytorch: Framework = {
  label: 'PyTorch',
  fileName: 'pytorch_model.py',
  packages: ['torch', 'safetensors'],
  unsupported: ({ experiment: { training } }) =>
    training.stateful ? [{ path: 'training.stateful', what: 'stateful training' }] : [],
  model: modelSection,
  training: trainingSection,
  predict: (x) => `predict(model, ${x})`,
};

export const pytorchTarget = pythonTarget(pytorch);
