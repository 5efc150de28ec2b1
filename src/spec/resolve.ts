import type { Experiment } from './experiment';
import { denseLayers } from './layers';

/** Writes out what an experiment leaves to defaults that depend on other fields, so that the frozen file says it all. */
export function resolveExperiment(experiment: Experiment): Experiment {
  const inputs = experiment.data.inputs.length > 0 ? experiment.data.inputs : experiment.data.targets;
  const resolved = {
    ...experiment,
    name: experiment.name || nameFromFile(experiment.data.file),
    data: { ...experiment.data, inputs },
  };
  return { ...resolved, model: { ...resolved.model, dense: denseLayers(resolved) } };
}

/** `../data/monthly-sunspots.csv` → `monthly-sunspots`. */
export function nameFromFile(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  return (base.replace(/\.[^.]+$/, '') || base).slice(0, 100);
}
