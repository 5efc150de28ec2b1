import type { Framework } from '../python/framework';
import { pythonTarget } from '../python/pythonTarget';
import { modelSection } from './model';
import { trainingSection } from './training';

/** `pytorch_model.py`: the whole run in PyTorch. */
export const pytorch: Framework = {
  label: 'PyTorch',
  fileName: 'pytorch_model.py',
  packages: ['torch', 'safetensors'],
  model: modelSection,
  training: trainingSection,
  streamed: 'model',
  predict: (x) => `predict(model, ${x})`,
};

export const pytorchTarget = pythonTarget(pytorch);
