import type { Experiment, RecurrentLayer } from './experiment';
import { layerName } from './layers';

/** What a network will do and what it is made of, in one sentence. */
export function describe(experiment: Experiment): string {
  const { model } = experiment;
  const decoder = model.decoder ? ` and a decoder of ${layerWords(model.decoder.layers)}` : '';
  const attention = model.decoder?.attention ? ' with attention' : '';
  return `${jobOf(experiment)} with ${layerWords(model.layers)}${decoder}${attention}.`;
}

function jobOf({ task, data, window, model }: Experiment): string {
  const target = list(data.targets);
  const inputs = list(data.inputs);
  const tokens = model.tokens ? `${model.tokens.level}s of ` : '';
  const within = data.series === null ? '' : ` of each ${data.series}`;
  switch (task) {
    case 'forecast': {
      const ahead = window.horizon === 1 ? '' : ` for the next ${window.horizon} rows`;
      return `Predicts ${target}${ahead} from the last ${window.timeSteps} rows of ${inputs}${within}`;
    }
    case 'classify':
      return `Tells ${target} from the ${tokens || 'rows of '}${inputs}${within}`;
    case 'label':
      return `Labels each row${within} with ${target} from ${inputs}`;
    case 'translate':
      return `Writes ${target} from the ${tokens}${inputs}`;
    case 'generate':
      return `Writes ${tokens}${target}${data.static.length === 0 ? '' : `, given ${list(data.static)},`}`;
  }
}

const list = (names: readonly string[]): string => names.join(', ');

const layerWords = (layers: readonly RecurrentLayer[]): string => layers.map(layerName).join(', ');
