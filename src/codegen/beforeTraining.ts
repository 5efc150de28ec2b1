import { estimateShapes } from '../spec/estimateShapes';
import type { Experiment } from '../spec/experiment';
import type { DataProfile } from '../spec/profile';
import { resolveExperiment } from '../spec/resolve';
import type { CodegenInput } from './input';

/**
 * What code is generated from before a run has read the file: the draft with its defaults written out, as a run would
 * freeze it, and what a look at the CSV tells. Programs count classes, tokens and categories for themselves, so that
 * estimated sizes change nothing in them.
 * @param experiment `data.file` relative to the run folder that training would make
 */
export function codegenInputOf(experiment: Experiment, profile: DataProfile): CodegenInput {
  const { shapes } = estimateShapes(experiment, profile);
  const resolved = resolveExperiment(experiment, shapes);
  const { data } = resolved;
  const categories = categoriesOf(resolved, profile);
  return {
    experiment: { ...resolved, data: { ...data, sha256: profile.sha256 } },
    preprocessing: {
      dialect: profile.dialect,
      columns: profile.columns.map(({ name }) => name),
      ...(profile.headers ? { headers: profile.headers } : {}),
      time: profile.columns.find(({ name }) => name === data.time)?.time ?? null,
      ...(Object.keys(categories).length > 0 ? { categories } : {}),
      shapes,
    },
  };
}

/** Columns that the network is fed as categories; which ones there are is counted in the training rows. */
function categoriesOf({ data, model }: Experiment, { columns }: DataProfile): Record<string, string[]> {
  const inputs = model.tokens ? [] : data.inputs;
  const fed = new Set([...inputs, ...data.static, ...data.known]);
  const asCategories = columns.filter(({ name, kind }) => fed.has(name) && kind !== 'numeric');
  return Object.fromEntries(asCategories.map(({ name }) => [name, []]));
}
