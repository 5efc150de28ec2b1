import { RunFolder } from '../../runs/runFolder';
import type { Experiment } from '../../spec/experiment';
import { resolveExperiment } from '../../spec/resolve';

/**
 * Makes a run folder with the experiment frozen in it.
 * @param file absolute path of the CSV
 * @returns absolute path of the folder
 * @throws UserError when it cannot be written
 */
export function createRun(outputRoot: string, experiment: Experiment, file: string): string {
  const resolved = resolveExperiment({ ...experiment, data: { ...experiment.data, file } });
  return RunFolder.create({ outputRoot, csv: file, experiment: resolved }).path;
}
