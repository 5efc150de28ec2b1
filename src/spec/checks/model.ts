import type { DenseLayer, Experiment, RecurrentLayer } from '../experiment';
import { denseLayers } from '../layers';
import { headOf, outputUnits } from '../network';
import type { Problem } from '../problem';
import { type ModelShapes, shapesOf, tokenColumns } from '../shapes';
import { nothingEmbedded, problem } from './common';
import { needsDecoder } from './topology';

type Decoder = NonNullable<Experiment['model']['decoder']>;

/** Layers that fit each other, and outputs that fit what is predicted. */
export function modelProblems(experiment: Experiment, shapes?: ModelShapes): Problem[] {
  const { model } = experiment;
  const { decoder } = model;
  const problems: Problem[] = [];
  if (shapes && model.embedding !== null && tokenColumns(shapes).length === 0) problems.push(nothingEmbedded());
  if (decoder !== null && needsDecoder(experiment)) problems.push(...decoderProblems(model.layers, decoder));
  problems.push(...softmaxProblems(model.dense));
  if (problems.length === 0) problems.push(...headProblems(experiment, shapes));
  return problems;
}

function decoderProblems(encoder: readonly RecurrentLayer[], decoder: Decoder): Problem[] {
  const problems = decoder.layers.flatMap(({ bidirectional }, i) =>
    bidirectional
      ? [
          problem(
            `model.decoder.layers.${i}.bidirectional`,
            'a decoder cannot read what comes after the step it predicts',
            'Set it to false; layers of the encoder can be bidirectional.',
          ),
        ]
      : [],
  );
  if (problems.length > 0) return problems;
  if (decoder.mode === 'autoregressive') problems.push(...stateProblems(encoder, decoder));
  return problems.length > 0 || decoder.attention === null ? problems : attentionProblems(encoder, decoder);
}

/** Layer j of D begins with the states of encoder layer E − D + j, which must be of its own kind and size. */
function stateProblems(encoder: readonly RecurrentLayer[], { layers }: Decoder): Problem[] {
  const before = encoder.length - layers.length;
  if (before < 0) {
    return [
      problem(
        'model.decoder.layers',
        `${layers.length} decoder layers cannot begin with the states of ${encoder.length} encoder ${encoder.length === 1 ? 'layer' : 'layers'}`,
        `Use at most ${encoder.length}, or as many encoder layers.`,
      ),
    ];
  }
  return layers.flatMap((layer, j) => {
    const from = encoder[before + j];
    if (!from) return [];
    const path = `model.decoder.layers.${j}`;
    const states = `begins with the states of encoder layer ${before + j + 1}`;
    if (layer.cell !== from.cell) {
      return [problem(`${path}.cell`, `is ${layer.cell}, but it ${states}, a ${from.cell}`, `Set it to ${from.cell}.`)];
    }
    if (from.bidirectional && from.merge !== 'concat') {
      const merge = `model.layers.${before + j}.merge`;
      return [problem(merge, 'hands both directions over to the decoder side by side', 'Set it to concat.')];
    }
    const units = outputUnits(from);
    if (layer.units === units) return [];
    const both = from.bidirectional ? ' in both directions together' : '';
    const text = `has ${layer.units} units, but ${states}, which has ${units}${both}`;
    return [problem(`${path}.units`, text, `Set it to ${units}.`)];
  });
}

function attentionProblems(encoder: readonly RecurrentLayer[], { layers }: Decoder): Problem[] {
  const [keys, queries] = [encoder.at(-1), layers.at(-1)];
  if (!keys || !queries) return [];
  const units = outputUnits(keys);
  if (queries.units === units) return [];
  return [
    problem(
      `model.decoder.layers.${layers.length - 1}.units`,
      `attention compares its ${queries.units} units with the ${units} that the encoder gives at each step`,
      `Set it to ${units}.`,
    ),
  ];
}

function softmaxProblems(dense: readonly DenseLayer[]): Problem[] {
  return dense.slice(0, -1).flatMap(({ activation }, i) => {
    if (activation !== 'softmax') return [];
    const hint = 'Use another activation there, e.g. relu.';
    return [problem(`model.dense.${i}.activation`, 'softmax stands in the last layer only', hint)];
  });
}

/** The last dense layer as written, against what is predicted. */
function headProblems(experiment: Experiment, shapes: ModelShapes | undefined): Problem[] {
  const { model, task, training } = experiment;
  const numbers = task === 'forecast' || (task === 'label' && !training.loss.endsWith('crossentropy'));
  if (model.dense.length === 0 || (!shapes && !numbers)) return []; // classes are known when the data were read
  const head = headOf(experiment, shapes ?? shapesOf(experiment));
  const dense = denseLayers(experiment, shapes);
  const last = dense.at(-1);
  if (!last) return [];
  const path = `model.dense.${dense.length - 1}`;
  const problems: Problem[] = [];
  if (last.units !== head.units) {
    const one = head.units === 1;
    const what = head.kind === 'numbers' ? (one ? 'value is' : 'values are') : one ? 'probability is' : 'classes are';
    problems.push(
      problem(
        `${path}.units`,
        `the last dense layer has ${last.units} outputs, but ${head.units} ${what} predicted`,
        `Set its units to ${head.units}.`,
      ),
    );
  }
  if (head.kind === 'numbers' && last.activation === 'softmax') {
    const text = 'softmax gives probabilities of classes, and numbers are predicted';
    problems.push(problem(`${path}.activation`, text, 'Set it to linear.'));
  }
  if (head.kind !== 'numbers' && last.activation !== head.kind) {
    const text = `${training.loss} needs probabilities, which ${last.activation} does not give`;
    problems.push(problem(`${path}.activation`, text, `Set it to ${head.kind}.`));
  }
  return problems;
}
