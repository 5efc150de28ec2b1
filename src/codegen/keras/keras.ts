import type { Framework } from '../python/framework';
import { pythonTarget } from '../python/pythonTarget';
import { modelSection } from './model';
import { statefulNotes } from './stateful';
import { trainingSection } from './training';

/** `keras_model.py`: the whole run in Keras 3. */
export const keras: Framework = {
  label: 'Keras',
  fileName: 'keras_model.py',
  packages: ['keras', 'tensorflow', 'safetensors'],
  notes: statefulNotes,
  model: modelSection,
  training: trainingSection,
  streamed: 'stateful_model',
  predict: (x) => `model.predict(${x}, verbose=0)`,
};

export const kerasTarget = pythonTarget(keras);
