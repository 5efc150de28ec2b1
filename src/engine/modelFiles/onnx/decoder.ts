import { medianOf } from '../../../spec/median';
import type { Decoder, Network } from '../../../spec/network';
import type { ModelShapes } from '../../../spec/shapes';
import { attend, type Keys, keysOf } from './attention';
import { headOutputs } from './dense';
import type { GraphBuilder } from './graphBuilder';
import { axes } from './inputs';
import type { ModelWeights } from './modelWeights';
import type { LayerValue, SequenceValue, StateValue } from './recurrentLayer';
import { recurrentStack, topOf } from './stack';
import { type TokenPart, tokenVectors } from './tokenVectors';

export interface DecoderSetting {
  readonly graph: GraphBuilder;
  readonly network: Network;
  readonly decoder: Decoder;
  readonly shapes: ModelShapes;
  readonly weights: ModelWeights;
  readonly source: SequenceValue;
  /** What the encoder's layers gave. */
  readonly encoded: readonly LayerValue[];
}

/** Outputs of all steps of a decoder, [N, M, O]. */
export function decoderOutputs(setting: DecoderSetting): string {
  const { graph, decoder, encoded, source, network, shapes } = setting;
  const before = network.encoder.length - decoder.blocks.length;
  const initial = decoder.initial === 'encoder' ? encoded.slice(before).map(({ end }) => end) : [];
  const keys = decoder.attention ? keysOf(graph, topOf(encoded).sequence, source.lengths) : null;
  const known = decoder.inputs.find(({ kind }) => kind === 'known');
  const beside = known ? knownInput(graph, shapes.horizon, known.width) : null;
  const taken = { initial, keys, known: beside };
  return decoder.inputs.some(({ kind }) => kind === 'previous') ? fedBack(setting, taken) : allSteps(setting, taken);
}

interface Taken {
  readonly initial: readonly StateValue[];
  readonly keys: Keys | null;
  /** [N, M, K] */
  readonly known: string | null;
}

const knownInput = (graph: GraphBuilder, steps: number, width: number): string =>
  graph.input({
    ...{ name: 'known', type: 'float', dims: [axes.examples, steps, width] },
    doc: 'columns of the predicted steps that are known beforehand, scaled',
  });

/** A decoder that reads nothing of what it says, or is told what was said. */
function allSteps(setting: DecoderSetting, { initial, keys, known }: Taken): string {
  const { graph, decoder, shapes, weights, encoded } = setting;
  const parts = decoder.inputs.map((part): string => {
    switch (part.kind) {
      case 'context': {
        const end = graph.op('Unsqueeze', [topOf(encoded).end.h, graph.integers(1)]);
        return graph.op('Expand', [end, graph.integers(1, shapes.horizon, 1)]); // [N, M, W]
      }
      case 'known':
        return known ?? '';
      case 'embedding':
      case 'one-hot':
        return said(graph, part, weights);
      case 'numbers':
      case 'previous':
        throw new Error(`A decoder does not read the ${part.kind} of all steps.`);
    }
  });
  const x = graph.swap(graph.concat(parts, 2));
  const layers = recurrentStack(graph, decoder.blocks, weights, { x, lengths: null }, initial);
  return readOut(setting, graph, graph.swap(topOf(layers).sequence), keys);
}

function said(graph: GraphBuilder, part: TokenPart, weights: ModelWeights): string {
  const tokens = graph.input({
    ...{ name: 'said', type: 'int32', dims: [axes.examples, axes.said] },
    doc: 'numbers of the tokens said so far, the start first; the outputs of each are for the token behind it',
  });
  return tokenVectors(graph, part, weights, tokens);
}

/** Attention and head. @param states of the last layer, [N, U, W] @returns [N, U, O] */
function readOut(
  { network, decoder, weights }: DecoderSetting,
  graph: GraphBuilder,
  states: string,
  keys: Keys | null,
): string {
  const attended = decoder.attention && keys ? attend(graph, decoder.attention.name, weights, states, keys) : states;
  return headOutputs(graph, network, weights, attended);
}

/** A decoder of numbers, which goes on from what it has predicted itself. */
function fedBack(setting: DecoderSetting, { initial, keys, known }: Taken): string {
  const { graph, decoder, shapes, weights, network } = setting;
  const { targets, horizon } = shapes;
  const before = graph.input({
    ...{ name: 'previous', type: 'float', dims: [axes.examples, targets] },
    doc: 'targets of the last step before the predicted ones, scaled',
  });
  const body = graph.inner();
  const step = body.newInput({ type: 'int64', dims: [] });
  const goesOn = body.newInput({ type: 'bool', dims: [] });
  const ofTargets = { type: 'float', dims: [axes.examples, targets] } as const;
  const previous = body.newInput(ofTargets);
  const states = decoder.blocks.map(({ layer }, j): StateValue => {
    const info = { type: 'float', dims: [axes.examples, layer.units] } as const;
    return { h: body.newInput(info), c: initial[j]?.c == null ? null : body.newInput(info) };
  });
  const parts = decoder.inputs.map(({ kind }) => (kind === 'known' && known !== null ? body.pick(known, step, 1) : previous)); // prettier-ignore
  const x = body.op('Unsqueeze', [body.concat(parts, 1), body.integers(0)]);
  const layers = recurrentStack(body, decoder.blocks, weights, { x, lengths: null }, states);
  const outputs = readOut(setting, body, body.swap(topOf(layers).sequence), keys); // [N, 1, O]
  const { units, quantiles } = network.head;
  const now = body.op('Squeeze', [outputs, body.integers(1)]);

  body.newOutput(goesOn, { type: 'bool', dims: [] });
  body.newOutput(middle(body, now, targets, quantiles), ofTargets);
  decoder.blocks.forEach(({ layer }, j) => {
    const info = { type: 'float', dims: [axes.examples, layer.units] } as const;
    const end = layers[j]?.end;
    body.newOutput(end?.h ?? '', info);
    if (end?.c != null) body.newOutput(end.c, info);
  });
  body.newOutput(now, { type: 'float', dims: [axes.examples, units] });

  const carried = [before, ...initial.flatMap(({ h, c }) => (c === null ? [h] : [h, c]))];
  const made = graph.ops(
    'Loop',
    [graph.integer(horizon), '', ...carried],
    { body: { graph: body.build('step') } },
    carried.length + 1,
  );
  return graph.swap(made.at(-1) ?? ''); // [M, N, O]
}

/** Of [N, targets · quantiles] what stands for the prediction, [N, targets]. */
function middle(graph: GraphBuilder, outputs: string, targets: number, quantiles: readonly number[]): string {
  if (quantiles.length === 0) return outputs;
  const byTarget = graph.op('Reshape', [outputs, graph.integers(-1, targets, quantiles.length)]);
  return graph.pick(byTarget, graph.integer(medianOf(quantiles)), 2);
}
