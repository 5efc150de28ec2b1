import type { Prepared } from '../data/prepared';
import type { Engine } from '../engine/engine';
import { layersModelFiles } from '../engine/layersModel';
import { type PredictionRow, forecastCsv, predictionsCsv } from '../runs/predictionsFile';
import type { RunFolder } from '../runs/runFolder';
import type { Experiment } from '../spec/experiment';
import { type Preprocessing, runFiles } from '../spec/run';
import { forecastRows } from './forecastRows';
import { type Judged, judge } from './judge';
import { type PartPredictions, predictFuture, predictParts } from './predictParts';

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
}

/**
 * Predicts with the engine's weights and writes predictions, forecast, model and code.
 * Each is written for itself: one that fails does not keep the others from being written.
 * @returns the scores, and what failed
 */
export async function writeResults(input: ResultsInput): Promise<{ metrics: Partial<Judged>; failures: unknown[] }> {
  const { run, engine, experiment, prepared } = input;
  const parts = await predictParts(engine, prepared, experiment, () => input.onPhase('predicting'));
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
  step(() => run.write(runFiles.predictions, predictionsCsv(predictionRows(parts, prepared), several)));
  step(() => {
    const future = predictFuture(engine, prepared, experiment);
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
  return { metrics, failures };
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
