import fs from 'node:fs';

import { type Openable, openables, type PanelState } from '../../protocol/webview';
import { readJsonFile, readOwnFile } from '../../runs/jsonFile';
import { readResultTable } from '../../runs/readResultTable';
import { samplesOf } from '../../runs/samplesFile';
import type { RunFolder } from '../../runs/runFolder';
import { programPath, runFiles } from '../../spec/run';
import { isCodeTarget } from '../../spec/codeTargets';
import { attentionFileSchema, scoresFileSchema } from '../../spec/scores';

/** What a task has written beside summary and predictions. */
export type RunDetails = Pick<
  PanelState,
  'scores' | 'attention' | 'samples' | 'seriesNames' | 'forecast' | 'available' | 'conditions'
>;

export const noDetails: RunDetails = {
  scores: null,
  attention: null,
  samples: [],
  seriesNames: [],
  forecast: null,
  available: null,
  conditions: [],
};

/** What a page can show of each: the files have all. */
const mostSeries = 2000;
const mostForecastRows = 500;
const mostValues = 1000;

/** @throws UserError when one of the files is damaged */
export async function readDetails(run: RunFolder): Promise<RunDetails> {
  const preprocessing = run.readPreprocessing();
  const { task, data } = run.readExperiment();
  const several = data.series !== null && task === 'forecast' ? (preprocessing?.series ?? []) : [];
  const categories = preprocessing?.categories ?? {};
  return {
    scores: readJsonFile(run.file(runFiles.scores), scoresFileSchema),
    attention: readJsonFile(run.file(runFiles.attention), attentionFileSchema),
    samples: samplesOf(readOwnFile(run.file(runFiles.samples)) ?? ''),
    seriesNames: several.slice(0, mostSeries).map(({ name }) => name),
    forecast: fs.existsSync(run.file(runFiles.forecast))
      ? await readResultTable(run.path, runFiles.forecast, {
          split: null,
          search: '',
          wrong: false,
          from: 0,
          count: mostForecastRows,
        })
      : null,
    available: openables.filter((what) => isThere(run, what)),
    conditions:
      task === 'generate'
        ? data.static.map((column) => ({
            column,
            values: (Object.hasOwn(categories, column) ? (categories[column] ?? []) : []).slice(0, mostValues),
          }))
        : [],
  };
}

/** Of what belongs to the run, what its folder holds. */
function isThere(run: RunFolder, what: Openable): boolean {
  const exists = (relative: string): boolean => fs.existsSync(run.file(relative));
  switch (what) {
    case 'predictions':
    case 'experiment':
    case 'readme':
    case 'summary':
    case 'model':
    case 'log':
      return exists(runFiles[what]);
    default:
      return isCodeTarget(what) ? exists(programPath(what)) : true;
  }
}
