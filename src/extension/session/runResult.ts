import fs from 'node:fs';
import path from 'node:path';

import type { PredictionQuery, PredictionSeries, RunItem } from '../../protocol/webview';
import { listRuns, readRun } from '../../runs/listRuns';
import { readPredictions } from '../../runs/readPredictions';
import { RunFolder } from '../../runs/runFolder';
import type { Experiment } from '../../spec/experiment';
import { located } from '../runs/located';
import { isBetter, mainMetricOf, mainScore, metricInfo } from '../../spec/mainScore';
import { type EpochMetrics, runFiles, type SplitName, type Summary } from '../../spec/run';
import { noDetails, readDetails, type RunDetails } from './runDetails';

/** What a finished (or elsewhere running) run gives to the page, all read from its folder. */
export interface RunResult {
  readonly run: RunItem | null;
  readonly experiment: Experiment | null;
  readonly history: EpochMetrics[];
  readonly predictions: PredictionSeries[];
  readonly details: RunDetails;
  readonly bestEarlier: RunItem | null;
  /** Read back from disk, not trained in this window. */
  readonly restored: boolean;
}

export const noResult: RunResult = {
  run: null,
  experiment: null,
  history: [],
  predictions: [],
  details: noDetails,
  bestEarlier: null,
  restored: false,
};

/** More points than a chart is wide; a zoom asks for the rest. */
const chartPoints = 2000;
/** The page shows a chart a target; a file of a hundred targets must not be read three hundred times. */
const mostTargets = 8;

/** The runs on a CSV below an output folder, newest first. */
export async function runsOf(file: string, outputFolder: string): Promise<RunItem[]> {
  const { runs } = await listRuns(outputFolder);
  return runs.map(located).filter((run) => samePath(run.file, file));
}

/**
 * The run to show of those of a file.
 * @param folder null: the newest; one that is not among them may lie below another output folder
 */
export function findRun(runs: readonly RunItem[], folder: string | null): RunItem | null {
  const known = folder === null ? undefined : runs.find((run) => samePath(run.folder, folder));
  if (known) return known;
  const elsewhere = folder !== null && fs.existsSync(folder) ? readRun(folder) : null;
  return elsewhere ? located(elsewhere) : (runs[0] ?? null);
}

/**
 * @param runs all runs on the same CSV, for the best earlier one
 * @throws UserError when a file of the run is damaged
 */
export async function readRunResult(run: RunItem, runs: readonly RunItem[], restored: boolean): Promise<RunResult> {
  const folder = RunFolder.open(run.folder);
  const details = await readDetails(folder);
  return {
    run,
    experiment: folder.readExperiment(),
    history: folder.readMetrics(),
    predictions: await readAllSeries(run, details.seriesNames[0] ?? null),
    details,
    bestEarlier: bestEarlier(run, runs),
    restored,
  };
}

/** Points of one target in one part. @throws UserError when the run has no predictions */
export async function readSeries(folder: string, query: PredictionQuery): Promise<PredictionSeries> {
  return readPredictions(folder, query);
}

/** Parts with rows only: the test part first, because that is what the page shows first. */
async function readAllSeries(run: RunItem, firstSeries: string | null): Promise<PredictionSeries[]> {
  if (!fs.existsSync(path.join(run.folder, runFiles.predictions)) || !predictsNumbers(run.summary)) return [];
  const series: PredictionSeries[] = [];
  const { windows, targets } = run.summary;
  const parts = (['test', 'validation', 'train'] as const satisfies SplitName[]).filter((split) => windows[split] > 0);
  for (const split of parts) {
    for (const target of targets.slice(0, mostTargets)) {
      const query = {
        split,
        target,
        step: 1,
        series: firstSeries,
        from: 0,
        to: Number.MAX_SAFE_INTEGER,
        points: chartPoints,
      };
      series.push(await readPredictions(run.folder, query));
    }
  }
  return series;
}

/** Classes and texts are read in a table, not drawn. */
const predictsNumbers = ({ mainMetric }: Summary): boolean => metricInfo[mainMetric ?? 'rmse'].family === 'numbers';

/** The earlier run with the best main score for the same question; other targets have other units. */
function bestEarlier(run: RunItem, runs: readonly RunItem[]): RunItem | null {
  const asked = questionOf(run.summary);
  let best: { run: RunItem; value: number } | null = null;
  for (const other of runs) {
    if (other.folder === run.folder || other.summary.started >= run.summary.started) continue;
    if (questionOf(other.summary) !== asked) continue;
    const score = mainScore(other.summary);
    if (score && (best === null || isBetter(score.metric, score.value, best.value)))
      best = { run: other, value: score.value };
  }
  return best?.run ?? null;
}

/** What makes scores comparable: the task, its main score and what is predicted. */
const questionOf = (summary: Summary): string =>
  JSON.stringify([summary.task ?? 'forecast', mainMetricOf(summary), summary.targets]);

/** Paths that mean the same file; `path.relative` knows that Windows ignores case. */
export function samePath(a: string, b: string): boolean {
  return path.relative(a, b) === '';
}
