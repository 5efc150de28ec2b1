import { either } from '../either';
import type { Experiment, Task, Topology } from '../experiment';
import { outputUnits } from '../network';
import type { Problem } from '../problem';
import { problem } from './common';

/** Topologies that fit a task, the most usual first. */
export const topologiesOf: Record<Task, readonly Topology[]> = {
  forecast: ['many-to-one', 'encoder-decoder', 'one-to-one', 'one-to-many'],
  classify: ['many-to-one', 'one-to-one'],
  label: ['many-to-many'],
  translate: ['encoder-decoder'],
  generate: ['one-to-many'],
};

/** Whether a topology has a decoder. Text is written on by the encoder's own layers, step after step. */
export function needsDecoder({ task, model: { topology } }: Pick<Experiment, 'task' | 'model'>): boolean {
  return topology === 'encoder-decoder' || (topology === 'one-to-many' && task === 'forecast');
}

/** A topology counts steps in and steps out: it must agree with the task, the window and the decoder. */
export function topologyProblems(experiment: Experiment): Problem[] {
  const { task, model, window } = experiment;
  const { topology, decoder } = model;
  const fitting = topologiesOf[task];
  if (!fitting.includes(topology)) {
    const hint = `Use ${either(fitting)}, or another task.`;
    return [problem('model.topology', `"${topology}" does not fit the task "${task}"`, hint)];
  }
  const problems: Problem[] = [];
  const stepsIn = task === 'forecast' || task === 'classify';
  if (stepsIn && topology.startsWith('one-') && window.timeSteps !== 1 && model.tokens === null) {
    const many = { 'one-to-one': 'many-to-one', 'one-to-many': 'encoder-decoder' }[String(topology)];
    problems.push(
      problem(
        'window.timeSteps',
        `${topology} means 1 time step, not ${window.timeSteps}`,
        `Set timeSteps to 1, or the topology to ${many}.`,
      ),
    );
  }
  if (topology === 'one-to-one' && window.horizon !== 1) {
    problems.push(
      problem(
        'window.horizon',
        `one-to-one means 1 step out, not ${window.horizon}`,
        'Set horizon to 1, or the topology to one-to-many.',
      ),
    );
  }
  if (task !== 'forecast' && window.horizon !== 1) {
    problems.push(
      problem('window.horizon', `the task "${task}" has no steps ahead`, 'Set it to 1; it is read by forecasts alone.'),
    );
  }
  if (needsDecoder(experiment) && decoder === null) {
    problems.push(problem('model.decoder', `${topology} needs a decoder`, decoderHint(experiment)));
  }
  if (!needsDecoder(experiment) && decoder !== null) {
    const hint = task === 'forecast' ? 'Set it to null, or the topology to encoder-decoder.' : 'Set it to null.';
    problems.push(problem('model.decoder', `${topology} has no decoder here`, hint));
  }
  return problems;
}

/** A decoder that fits the encoder, to be copied. */
function decoderHint({ task, model }: Experiment): string {
  const last = model.layers.at(-1);
  const layer = { cell: last?.cell ?? 'lstm', units: last ? outputUnits(last) : 32 };
  const mode = task === 'translate' ? 'autoregressive' : 'repeat';
  return `Add one, e.g. {"layers":[${JSON.stringify(layer)}],"mode":"${mode}"}.`;
}
