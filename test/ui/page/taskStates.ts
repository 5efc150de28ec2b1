import { readFileSync } from 'node:fs';
import path from 'node:path';

import type {
  PanelState,
  PredictionQuery,
  PredictionSeries,
  ResultTable,
  TableQuery,
} from '../../../src/protocol/webview';
import { checkExperiment } from '../../../src/spec/checks';
import { estimateShapes } from '../../../src/spec/estimateShapes';
import type { Experiment } from '../../../src/spec/experiment';
import { describeLayers } from '../../../src/spec/layers';
import type { DataProfile } from '../../../src/spec/profile';
import { propose } from '../../../src/spec/propose';
import type { EpochMetrics, Summary } from '../../../src/spec/run';
import { type MadeFile, madeFiles } from './madeData';

export interface RecordedTask {
  readonly profile: DataProfile;
  readonly why: string;
  readonly experiment: Experiment;
  readonly summary: Summary;
  readonly history: EpochMetrics[];
  readonly details: Pick<
    PanelState,
    'scores' | 'attention' | 'samples' | 'seriesNames' | 'forecast' | 'available' | 'conditions'
  >;
  /** Texts as they came while it trained. */
  readonly samples: PanelState['samples'];
  readonly series: PredictionSeries[];
  readonly table: ResultTable | null;
}

/** Real runs of every task, made by `UPDATE_RECORDING=1` (recordTasks.test.ts). */
export type TaskRecording = Record<MadeFile, RecordedTask>;

const recording = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'recorded/tasks.json'), 'utf8'),
) as TaskRecording;

/** A draft with what the host finds out about it. */
export function drafted(
  draft: Experiment,
  profile: DataProfile,
): Pick<PanelState, 'draft' | 'problems' | 'layers' | 'shapes' | 'about'> {
  const { shapes, about } = estimateShapes(draft, profile);
  return { draft, problems: checkExperiment(draft, profile), layers: describeLayers(draft, shapes), shapes, about };
}

function ready(base: PanelState, name: MadeFile): PanelState {
  const { profile, experiment, why } = recording[name];
  return {
    ...base,
    ...drafted(experiment, profile),
    fileName: profile.file,
    filePath: `/home/ada/series/${profile.file}`,
    profile,
    why: [why],
  };
}

function done(base: PanelState, name: MadeFile): PanelState {
  const { summary, history, details, series } = recording[name];
  return {
    ...ready(base, name),
    ...details,
    why: [],
    phase: summary.state === 'running' ? 'training' : summary.state,
    run: {
      folder: `/home/ada/series/sequence-lab/${summary.started}-${summary.name}`,
      name: summary.name,
      file: summary.file,
      summary,
    },
    history,
    predictions: series.filter(({ step, series: of }) => step === 1 && of === series[0]?.series),
    error: summary.error,
  };
}

/** Each task before and after its run, and texts that come while it trains. */
export function taskStates(
  base: PanelState,
  progress: NonNullable<PanelState['progress']>,
): Record<string, PanelState> {
  const names = (Object.keys(madeFiles) as MadeFile[]).filter((name) => name in recording);
  const states: Record<string, PanelState> = {};
  for (const name of names) {
    states[`${name}-ready`] = ready(base, name);
    if (recording[name].summary.state === 'done') states[`${name}-done`] = done(base, name);
  }
  if ('tunes' in recording) {
    const { history, samples } = recording.tunes;
    states['tunes-training'] = {
      ...ready(base, 'tunes'),
      phase: 'training',
      why: [],
      history: history.slice(0, 10),
      progress: { ...progress, epoch: 11, runningLoss: history[9]?.loss ?? null },
      samples: samples.slice(0, 2),
    };
  }
  return states;
}

/** A state of the page for another task, as the host proposes it. */
export function proposed(state: PanelState, task: Experiment['task'], target: string | null): PanelState {
  if (!state.profile) throw new Error('no file');
  const { experiment, why } = propose(state.profile, { task, ...(target === null ? {} : { target }) });
  return { ...state, ...drafted(experiment, state.profile), why: [why] };
}

/** Predictions of the recorded forecast, for another step ahead or series. */
export function taskPredictions({ split, target, step, series }: PredictionQuery): PredictionSeries | null {
  return (
    recording.demand.series.find(
      (one) => one.split === split && one.target === target && one.step === step && one.series === series,
    ) ?? null
  );
}

/** Rows of the recorded predictions of a file, as the host finds them. */
export function tableOf(fileName: string | null, { search, wrong, from, count }: TableQuery): ResultTable {
  const table = Object.values(recording).find(({ profile }) => profile.file === fileName)?.table;
  if (!table) throw new Error(`no table of ${fileName ?? 'no file'}`);
  const [actual, predicted] = ['actual', 'predicted'].map((column) => table.columns.indexOf(column)) as [
    number,
    number,
  ];
  const rows = table.rows.filter(
    (cells) =>
      (!wrong || cells[actual] !== cells[predicted]) &&
      cells.some((cell) => cell.toLowerCase().includes(search.toLowerCase())),
  );
  return { columns: table.columns, rows: rows.slice(from, from + count), total: rows.length };
}
