import type { Prepared } from '../data/prepared';
import type { Engine } from '../engine/engine';
import { layersModelFiles } from '../engine/layersModel';
import { type PredictionRow, forecastCsv, predictionsCsv } from '../runs/predictionsFile';
import type { RunFolder } from '../runs/runFolder';
import type { Experiment } from '../spec/experiment';
import { type Preprocessing, type SplitName, runFiles } from '../spec/run';
import { forecastRows } from './forecastRows';
import { type Judged, judge } from './judge';
import { type PartPredictions, predictFuture, predictParts, splits } from './predictParts';

export interface ResultsInput {
  readonly run: RunFolder;
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly prepared: Prepared;
  generateCode(input: {
    experiment: Experiment;
    preprocessing: Preprocessing;
  }): readonly { path: string; text: string }[];
  /** When a phase begins, and again and again while it lasts. */
  onPhase(phase: 'predicting' | 'writing'): void;
  /** True ends the predictions; parts that are complete are kept, and model and code are written in any case. */
  shouldStop(): boolean;
}

export interface Results {
  readonly metrics: Partial<Judged>;
  readonly failures: readonly unknown[];
  /** Parts that have windows and were not predicted, because it was told to stop. */
  readonly missing: readonly SplitName[];
}

/**
 * Predicts with the engine's weights and writes predictions, forecast, model and code.
 * Each is written for itself: one that fails does not keep the others from being written.
 */
export async function writeResults(input: ResultsInput): Promise<Results> {
  const { run, engine, experiment, prepared } = input;
  const future = await predictFuture(engine, prepared, experiment);
  const parts = await predictParts(engine, prepared, experiment, {
    onBatch: () => input.onPhase('predicting'),
    shouldStop: () => input.shouldStop(),
  });
  const missing = splits.filter(
    (split) => prepared.windows[split].length > 0 && !parts.some((part) => part.split === split),
  );
  const several = prepared.targets > 1;
  let metrics: Partial<Judged> = {};
  const failures: unknown[] = [];
  const step = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      failures.push(error);
    }
  };
  input.onPhase('writing');
  step(() => {
    metrics = judge(parts, prepared);
  });
  step(() => {
    if (parts.length > 0) run.write(runFiles.predictions, predictionsCsv(predictionRows(parts, prepared), several));
  });
  step(() => {
    if (future) run.write(runFiles.forecast, forecastCsv(forecastRows(prepared, future), several));
  });
  step(() => {
    for (const { path, data } of layersModelFiles(experiment, engine.weights()))
      run.write(`${runFiles.model}/${path}`, data);
  });
  step(() => {
    for (const { path, text } of input.generateCode({ experiment, preprocessing: prepared.preprocessing })) {
      run.write(`${runFiles.code}/${path}`, text);
    }
  });
  return { metrics, failures, missing };
}

function* predictionRows(parts: readonly PartPredictions[], prepared: Prepared): Generator<PredictionRow> {
  const names = prepared.targetScalers.map(({ column }) => column);
  for (const { split, at, steps, actual, predicted } of parts) {
    for (let i = 0; i < at.length; i++) {
      const time = prepared.timeText(at[i]?.row ?? 0);
      for (const [k, target] of names.entries()) {
        yield {
          split,
          series: '',
          time,
          step: steps[i] ?? 1,
          target,
          actual: actual[k]?.[i] ?? null,
          predicted: finiteOrNull(predicted[k]?.[i]),
        };
      }
    }
  }
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
