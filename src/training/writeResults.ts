import type { Engine } from '../engine/engine';
import { layersModelFiles } from '../engine/modelFiles/layersModel';
import { onnxModelFile } from '../engine/modelFiles/onnx/onnxModel';
import { safetensorsFile } from '../engine/modelFiles/safetensors';
import type { RunFolder } from '../runs/runFolder';
import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { type Preprocessing, type SplitName, runFiles } from '../spec/run';
import { splits } from './splits';
import type { Judged, Task } from './tasks/task';
import type { GeneratedCode } from './generatedCode';

export interface ResultsInput {
  readonly run: RunFolder;
  readonly engine: Engine;
  readonly experiment: Experiment;
  readonly task: Task;
  generateCode(input: { experiment: Experiment; preprocessing: Preprocessing }): GeneratedCode;
  /** When a phase begins, and again and again while it lasts. */
  onPhase(phase: 'predicting' | 'writing'): void;
  /** True ends the predictions; parts that are complete are kept, and model and code are written in any case. */
  shouldStop(): boolean;
}

export interface Results {
  readonly metrics: Partial<Judged>;
  readonly failures: readonly unknown[];
  /** What could not be written for this kind of network, which is no failure. */
  readonly notes: readonly string[];
  /** Parts that have windows and were not predicted, because it was told to stop. */
  readonly missing: readonly SplitName[];
}

/**
 * Predicts with the engine's weights and writes predictions, forecast, the model in its three formats, and code.
 * Each is written for itself: one that fails does not keep the others from being written.
 */
export async function writeResults(input: ResultsInput): Promise<Results> {
  const { run, engine, experiment, task } = input;
  const { windows, preprocessing } = task.dataset;
  const results = await task.predict(engine, experiment, {
    onBatch: () => input.onPhase('predicting'),
    shouldStop: () => input.shouldStop(),
  });
  const missing = splits.filter((split) => windows[split].length > 0 && !results.splits.includes(split));
  let metrics: Partial<Judged> = {};
  const failures: unknown[] = [];
  const notes: string[] = [];
  const step = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (error instanceof UserError && isUnsupported(error)) notes.push(error.message);
      else failures.push(error);
    }
  };
  input.onPhase('writing');
  step(() => {
    metrics = results.judge();
  });
  for (const file of results.files) {
    step(() => {
      // Behind what was written while it trained.
      if (file.path === runFiles.samples) run.append(file.path, whole(file.text()));
      else run.write(file.path, file.text());
    });
  }
  step(() => {
    for (const { path, data } of layersModelFiles(experiment, engine.weights(), engine.shapes))
      run.write(`${runFiles.model}/${path}`, data);
  });
  step(() => {
    run.write(runFiles.safetensors, safetensorsFile(engine.weights()));
  });
  step(() => {
    run.write(runFiles.onnx, onnxModelFile(experiment, engine.weights(), engine.shapes, preprocessing));
  });
  step(() => {
    const { files, refused } = input.generateCode({ experiment, preprocessing });
    for (const { path, text } of files) run.write(`${runFiles.code}/${path}`, text);
    notes.push(...refused.map(({ error }) => error.message));
  });
  return { metrics, failures, notes, missing };
}

const isUnsupported = ({ details }: UserError): boolean => details.code?.endsWith('/unsupported') ?? false;

const whole = (text: string | Iterable<string>): string => (typeof text === 'string' ? text : [...text].join(''));
