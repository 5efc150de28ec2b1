import fs from 'node:fs';
import path from 'node:path';

import { readExperimentFile, readExperimentJson } from '../runs/experimentFile';
import { checkExperiment } from '../spec/checks';
import { topologiesOf } from '../spec/checks/topology';
import { UserError } from '../spec/errors';
import { type Experiment, tasks } from '../spec/experiment';
import { parseExperiment } from '../spec/parse';
import type { DataProfile } from '../spec/profile';
import { proposeExperiment } from '../spec/propose';
import { setPath } from '../spec/setPath';
import { followEncoder, withTopology } from '../spec/topologyEdits';
import { refuseProblems } from '../training/problems';
import { profileFile } from '../training/profileFile';
import { UsageError } from './usageError';

/** An experiment, and the absolute path of its CSV. */
export interface Loaded {
  readonly experiment: Experiment;
  readonly csv: string;
}

/**
 * The experiment of a file, or for a CSV the one that `init` would write, with the `--set` values put in.
 * @param source absolute path
 * @throws UserError with line and column for mistakes of the file
 */
export async function loadExperiment(source: string, settings: readonly string[]): Promise<Loaded> {
  const changes = settings.map(splitSetting);
  if (fs.statSync(source, { throwIfNoEntry: false }) === undefined) {
    throw new UserError(`${source} does not exist.`, 'Check the path.', { code: 'file/enoent', file: source });
  }
  const isExperiment = path.extname(source).toLowerCase() === '.json';
  const { experiment, profile } = isExperiment
    ? { experiment: readChanged(source, changes), profile: null }
    : await proposeChanged(source, changes);
  const csv = path.resolve(path.dirname(source), experiment.data.file);
  if (fs.statSync(csv, { throwIfNoEntry: false }) === undefined) {
    throw new UserError(`${csv} does not exist; ${source} names it.`, 'Correct "data.file" in the experiment.', {
      code: 'file/enoent',
      file: csv,
      path: 'data.file',
    });
  }
  // Before a run folder is made: an experiment that cannot be trained should leave nothing behind.
  refuseProblems(checkExperiment(experiment, profile));
  return { experiment, csv };
}

interface Change {
  readonly path: string;
  readonly value: string;
}

function splitSetting(text: string): Change {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--set ${text}: write it as path=value, e.g. training.epochs=50.`);
  return { path: text.slice(0, at), value: text.slice(at + 1) };
}

function readChanged(file: string, changes: readonly Change[]): Experiment {
  const json = apply(readExperimentJson(file), changes);
  try {
    return parseExperiment(json);
  } catch (error) {
    const wrong = error instanceof UserError ? (error.details.path ?? '') : '';
    // A mistake of the file is told with its place in it; one of --set has none.
    if (!changes.some((change) => wrong.startsWith(change.path))) readExperimentFile(file);
    throw error;
  }
}

/**
 * Task and target decide what else is proposed, so those that are set are proposed for, rather than put into a proposal
 * for another task or column. A topology brings along what belongs to it, and a decoder that is not set keeps fitting the
 * encoder, as in the page.
 */
async function proposeChanged(
  csv: string,
  changes: readonly Change[],
): Promise<{ experiment: Experiment; profile: DataProfile }> {
  const valueOf = (path: string): string | undefined => changes.find((change) => change.path === path)?.value;
  const dateOrder = valueOf('data.dateOrder');
  const profile = await profileFile(csv, {
    dateOrder: dateOrder === 'day-first' || dateOrder === 'month-first' ? dateOrder : null,
  });
  const target = valueOf('data.targets.0');
  const known = target !== undefined && profile.columns.some((column) => column.name === target);
  const task = tasks.find((name) => name === valueOf('task'));
  const proposed = parseExperiment(
    proposeExperiment(profile, { ...(task ? { task } : {}), ...(known ? { target } : {}) }),
  );
  const topology = topologiesOf[proposed.task].find((name) => name === valueOf('model.topology'));
  const fitting = topology === undefined ? proposed : withTopology(proposed, topology);
  const changed = parseExperiment(apply(fitting, changes));
  const ownDecoder = changes.some(({ path }) => path.startsWith('model.decoder'));
  return { experiment: ownDecoder ? changed : followEncoder(fitting, changed), profile };
}

function apply(json: unknown, changes: readonly Change[]): unknown {
  return changes.reduce((changed, change) => setPath(changed, change.path, change.value), json);
}
