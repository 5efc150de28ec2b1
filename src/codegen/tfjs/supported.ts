import type { Experiment } from '../../spec/experiment';
import type { CodegenInput } from '../input';
import type { Unsupported } from '../supported';

/** What TensorFlow.js programs cannot express. */
export const tfjsUnsupported = (input: CodegenInput): Unsupported[] => [
  ...unsupportedFields(input.experiment),
  ...unsupportedData(input),
];

function unsupportedFields({ task, data, window, model, training }: Experiment): Unsupported[] {
  const { split } = data;
  const forecastLosses: readonly string[] = ['mse', 'mae', 'huber'];
  const found: (Unsupported | false)[] = [
    task !== 'forecast' && { path: 'task', what: `the task "${task}"` },
    data.series !== null && { path: 'data.series', what: 'several series in one file' },
    data.known.length > 0 && { path: 'data.known', what: 'columns that are known beforehand' },
    data.static.length > 0 && { path: 'data.static', what: 'static columns' },
    data.calendar.length > 0 && { path: 'data.calendar', what: 'calendar features' },
    data.scale === 'window' && { path: 'data.scale', what: 'scaling by window' },
    split.by !== 'time' && { path: 'data.split.by', what: `a split by ${split.by}` },
    split.validationRows !== null && { path: 'data.split.validationRows', what: 'a validation part of so many rows' },
    split.testRows !== null && { path: 'data.split.testRows', what: 'a test part of so many rows' },
    window.horizon !== 1 && { path: 'window.horizon', what: `a horizon of ${window.horizon} steps` },
    model.topology !== 'many-to-one' &&
      model.topology !== 'one-to-one' && { path: 'model.topology', what: `the topology "${model.topology}"` },
    model.embedding !== null && { path: 'model.embedding', what: 'embeddings' },
    model.tokens !== null && { path: 'model.tokens', what: 'texts' },
    model.decoder !== null && { path: 'model.decoder', what: 'decoders' },
    model.dense.some(({ activation }) => activation === 'softmax') && { path: 'model.dense', what: 'softmax' },
    !forecastLosses.includes(training.loss) && { path: 'training.loss', what: `the loss "${training.loss}"` },
    training.stateful && { path: 'training.stateful', what: 'stateful training' },
  ];
  return found.filter((one) => one !== false);
}

/** What was made of the columns, where the experiment does not say so. */
function unsupportedData({ preprocessing }: CodegenInput): Unsupported[] {
  const texts = Object.keys(preprocessing.categories ?? {}).length > 0;
  return texts ? [{ path: 'data.inputs', what: 'columns of texts' }] : [];
}
