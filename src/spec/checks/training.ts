import type { Experiment, Loss } from '../experiment';
import type { Problem } from '../problem';
import type { ModelShapes } from '../shapes';
import { problem } from './common';

/** Whether a loss is of classes or tokens, not of numbers. */
export const ofClasses = (loss: Loss): boolean => loss.endsWith('crossentropy');

/** @param fitting losses that fit the task */
export function trainingProblems(experiment: Experiment, fitting: readonly Loss[], shapes?: ModelShapes): Problem[] {
  const { training, task } = experiment;
  const { optimizer, schedule, loss } = training;
  const problems: Problem[] = [];
  if (!fitting.includes(loss)) {
    const [first, ...more] = fitting;
    const hint = more.length === 0 ? `Use ${first}.` : `Use ${fitting.slice(0, -1).join(', ')} or ${fitting.at(-1)}.`;
    problems.push(problem('training.loss', `the loss "${loss}" does not fit the task "${task}"`, hint));
  } else if (loss === 'quantile') problems.push(...quantileProblems(training.quantiles));
  else if (loss === 'binary_crossentropy' && shapes?.classes !== undefined && shapes.classes !== 2) {
    const text = `binary_crossentropy is for two classes, and the training part has ${shapes.classes}`;
    problems.push(problem('training.loss', text, 'Use categorical_crossentropy.'));
  }
  if (training.classWeights !== 'none' && (task === 'translate' || task === 'generate' || !ofClasses(loss))) {
    problems.push(problem('training.classWeights', 'are for classes', 'Set it to none.'));
  }
  problems.push(...statefulProblems(experiment));
  if (schedule && schedule.minLearningRate > optimizer.learningRate) {
    const text = 'the lower limit is above the learning rate';
    problems.push(problem('training.schedule.minLearningRate', text, 'Lower it.'));
  }
  return problems;
}

function quantileProblems(quantiles: readonly number[]): Problem[] {
  const ascending = quantiles.every((value, i) => i === 0 || value > (quantiles[i - 1] ?? 1));
  if (!ascending) return [problem('training.quantiles', 'must ascend, each one once', 'E.g. [0.1, 0.5, 0.9].')];
  if (quantiles.includes(0.5)) return [];
  return [problem('training.quantiles', 'must hold 0.5: the median is the prediction', 'E.g. [0.1, 0.5, 0.9].')];
}

/** A batch goes on where the one before ended: its windows must follow each other, in that order. */
function statefulProblems({ training, task, window, model }: Experiment): Problem[] {
  if (!training.stateful) return [];
  if (task !== 'forecast' && task !== 'generate') {
    const text = `sequences of the task "${task}" have nothing to go on from`;
    return [problem('training.stateful', text, 'Set it to false.')];
  }
  const problems: Problem[] = [];
  if (training.shuffle) {
    const text = 'the states go on from batch to batch, so that their order is fixed';
    problems.push(problem('training.shuffle', text, 'Set it to false, or stateful to false.'));
  }
  if (task === 'forecast' && window.stride !== window.timeSteps) {
    const text = `windows of ${window.timeSteps} rows follow each other at a stride of ${window.timeSteps}, not ${window.stride}`;
    problems.push(problem('window.stride', text, `Set it to ${window.timeSteps}, or stateful to false.`));
  }
  if (model.layers.some(({ bidirectional }) => bidirectional)) {
    const text = 'a bidirectional layer reads from the end, where no state comes from';
    problems.push(problem('training.stateful', text, 'Set it to false, or use layers of one direction.'));
  }
  if (model.decoder !== null) {
    problems.push(problem('training.stateful', 'is for networks without a decoder', 'Set it to false.'));
  }
  return problems;
}
