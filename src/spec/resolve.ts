import type { Experiment } from './experiment';
import { denseLayers } from './layers';
import type { ModelShapes } from './shapes';

/**
 * Writes out what an experiment leaves to defaults that depend on other fields, so that the frozen file says it all.
 * @param shapes known once the data were read; without them, layers that depend on classes or vocabularies stay open
 */
export function resolveExperiment(experiment: Experiment, shapes?: ModelShapes): Experiment {
  const { task, data } = experiment;
  const inputs = data.inputs.length > 0 || task !== 'forecast' ? data.inputs : data.targets;
  const resolved = {
    ...experiment,
    name: experiment.name || nameFromFile(data.file),
    data: { ...data, inputs },
  };
  if (!shapes && resolved.task !== 'forecast') return resolved;
  return { ...resolved, model: { ...resolved.model, dense: denseLayers(resolved, shapes) } };
}

/** `../data/monthly-sunspots.csv` → `monthly-sunspots`. */
export function nameFromFile(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  return (base.replace(/\.[^.]+$/, '') || base).slice(0, 100);
}
