import fs from 'node:fs';

import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { isBetter, mainMetricOf, mainScore } from '../spec/mainScore';
import type { MetricName, SplitName, Summary } from '../spec/run';
import { type SettingDifference, settingDifferences } from '../spec/settingDifferences';
import { readRun } from './listRuns';
import { RunFolder } from './runFolder';

export interface ComparedRun {
  /** Absolute path of its folder. */
  readonly run: string;
  readonly experiment: Experiment;
  readonly summary: Summary;
}

export interface RunComparison {
  readonly runs: readonly ComparedRun[];
  readonly differences: readonly SettingDifference[];
  /** Where the main metric is one and the same, and can be compared. */
  readonly best: { readonly metric: MetricName; readonly split: SplitName; readonly run: number } | null;
  /** Why figures do not compare: other data, other tasks, a run that is not done. */
  readonly notes: readonly string[];
}

/**
 * Reads runs to stand side by side.
 * @param folders at least two different ones
 * @throws UserError for a folder that is no run's, one that is named twice, and a run of which nothing is there yet
 */
export function compareRuns(folders: readonly string[]): RunComparison {
  const seen = new Map<string, string>();
  const runs = folders.map((folder): ComparedRun => {
    const opened = RunFolder.open(folder);
    const real = fs.realpathSync(opened.path);
    if (seen.has(real)) {
      throw new UserError(`${opened.path} is named twice.`, 'Name different runs; `sequence-lab runs` lists them.', {
        code: 'compare/same-run',
        file: opened.path,
      });
    }
    seen.set(real, folder);
    const found = readRun(opened.path);
    if (!found) {
      throw new UserError(`Nothing was trained in ${opened.path} yet.`, 'Choose runs that were trained.', {
        code: 'compare/no-summary',
        file: opened.path,
      });
    }
    return { run: opened.path, experiment: opened.readExperiment(), summary: found.summary };
  });
  const notes = [...unlike(runs), ...unfinished(runs)];
  return {
    ...{ runs, notes },
    differences: settingDifferences(runs.map(({ experiment }) => experiment)),
    best: unlike(runs).length > 0 ? null : bestOf(runs),
  };
}

/** What keeps scores from being compared at all. */
function unlike(runs: readonly ComparedRun[]): string[] {
  const different = (of: (run: ComparedRun) => string): string[] => [...new Set(runs.map(of))];
  const tasks = different(({ experiment }) => experiment.task);
  const metrics = different(({ summary }) => mainMetricOf(summary));
  const targets = different(({ experiment }) => JSON.stringify(experiment.data.targets));
  const hashes = different(({ summary }) => summary.sha256);
  const files = different(({ summary }) => summary.file);
  const splits = different(({ experiment: { data } }) => JSON.stringify([data.split, data.missing, data.series]));
  const notes: string[] = [];
  if (tasks.length > 1)
    notes.push(`The runs are of different tasks (${tasks.join(', ')}): their scores do not compare.`);
  else if (metrics.length > 1) notes.push(`The runs are judged by different scores (${metrics.join(', ')}).`);
  if (hashes.length > 1)
    notes.push(
      files.length > 1
        ? `The runs were trained on different data (${files.join(', ')}): their scores do not compare.`
        : `${files[0] ?? ''} was changed between the runs: their scores are not of the same data.`,
    );
  else if (tasks.length === 1 && targets.length > 1)
    notes.push('The runs predict different columns: their scores do not compare.');
  else if (splits.length > 1) notes.push('The runs are judged on different rows: their parts were cut in another way.');
  return notes;
}

function unfinished(runs: readonly ComparedRun[]): string[] {
  return runs.flatMap(({ run, summary: { state, error } }) => {
    if (state === 'done') return [];
    const why = state === 'failed' && error ? `: ${error.message}` : '.';
    const what = { running: 'is still running', stopped: 'was stopped', failed: 'failed', done: '' }[state];
    return [`${run} ${what}${why}`];
  });
}

function bestOf(runs: readonly ComparedRun[]): RunComparison['best'] {
  const split = (['test', 'validation', 'train'] as const).find((name) =>
    runs.some(({ summary }) => mainScore(summary, name)),
  );
  if (!split) return null;
  let best: { readonly run: number; readonly value: number; readonly metric: MetricName } | null = null;
  for (const [run, { summary }] of runs.entries()) {
    const score = mainScore(summary, split);
    if (!score) continue;
    if (best === null || isBetter(score.metric, score.value, best.value))
      best = { run, value: score.value, metric: score.metric };
  }
  return best && { metric: best.metric, split, run: best.run };
}
