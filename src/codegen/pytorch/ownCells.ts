import type { RecurrentLayer } from '../../spec/experiment';
import type { Network } from '../../spec/network';
import { activationFunction, functions } from './activations';
import { type Kind, allBlocks, baseOf, isOwn, kindOf } from './blocks';
import { cellSteps } from './cellSteps';

/** What the layers of a class differ in, so that its constructor is given it. */
export interface OwnClass {
  readonly kind: Kind;
  readonly base: 'RNN' | 'GRU' | 'LSTM';
  readonly activation: boolean;
  readonly gate: boolean;
  readonly recurrentDropout: boolean;
  readonly bidirectional: boolean;
  /** Whether it steps over padding, and whether it can begin with given states. */
  readonly masked: 'always' | 'sometimes' | 'never';
  readonly begun: 'always' | 'sometimes' | 'never';
}

/**
 * The classes that a network needs beside PyTorch's, each once.
 * @param stateful whether layers go on with the states of the batch before, where there is one
 */
export function ownClasses(network: Network, masked: boolean, stateful: boolean): OwnClass[] {
  const own = allBlocks(network)
    .map(({ layer }) => layer)
    .filter(isOwn);
  const begun = stateful ? ({ begun: 'sometimes' } as const) : {};
  return [...new Set(own.map(kindOf))].map((kind) => ({ ...classOf(network, kind, masked), ...begun }));
}

function classOf(network: Network, kind: Kind, masked: boolean): OwnClass {
  const of = (blocks: readonly { readonly layer: RecurrentLayer }[]): RecurrentLayer[] =>
    blocks.map(({ layer }) => layer).filter((layer) => kindOf(layer) === kind);
  const encoder = of(network.encoder);
  const decoder = of(network.decoder?.blocks ?? []);
  const layers = [...encoder, ...decoder];
  const some = (yes: boolean, given: readonly unknown[], others: readonly unknown[]): OwnClass['masked'] =>
    !yes || given.length === 0 ? 'never' : others.length === 0 ? 'always' : 'sometimes';
  const [first] = layers;
  if (!first) throw new Error(`No layer is a ${kind}.`);
  return {
    kind,
    base: baseOf(first),
    activation: layers.some(({ activation }) => activation !== 'tanh'),
    gate: first.cell !== 'simple_rnn' && layers.some(({ recurrentActivation }) => recurrentActivation !== 'sigmoid'),
    recurrentDropout: layers.some(({ recurrentDropout }) => recurrentDropout > 0),
    bidirectional: layers.some(({ bidirectional }) => bidirectional),
    masked: some(masked, encoder, decoder),
    begun: some(network.decoder?.initial === 'encoder', decoder, encoder),
  };
}

/** What the constructor of a layer's class is given beside its sizes. */
export function ownArguments(network: Network, layer: RecurrentLayer): string[] {
  const own = classOf(network, kindOf(layer), false);
  return [
    ...(own.activation ? [`activation=${activationFunction(layer.activation)}`] : []),
    ...(own.gate ? [`gate=${activationFunction(layer.recurrentActivation)}`] : []),
    ...(own.recurrentDropout ? [`recurrent_dropout=${layer.recurrentDropout}`] : []),
  ];
}

/** A layer that goes step by step. */
export function ownClass(own: OwnClass): string {
  const { kind, base, bidirectional } = own;
  return [
    `class ${kind}(nn.${base}):`,
    `    """${reason(own)}"""`,
    '',
    ...constructor(own),
    ...(bidirectional ? twoWays(own) : oneWay(own, 'forward', signature(own), '0')),
  ].join('\n');
}

function reason({ kind, base, activation, gate, recurrentDropout }: OwnClass): string {
  if (kind === 'ResetBeforeGRU') return 'A GRU as first published: its reset gate acts before the product.';
  const reasons = [...(activation || gate ? ['activations'] : []), ...(recurrentDropout ? ['recurrent dropout'] : [])];
  return `${base === 'GRU' ? 'A' : 'An'} ${base} with ${reasons.join(' and ')} that PyTorch's does not have.`;
}

function constructor({ activation, gate, recurrentDropout, bidirectional }: OwnClass): string[] {
  const names = [
    ...(activation ? ['activation'] : []),
    ...(gate ? ['gate'] : []),
    ...(recurrentDropout ? ['recurrent_dropout'] : []),
  ];
  if (names.length === 0 && !bidirectional) {
    return [
      '    def __init__(self, features, units):',
      '        super().__init__(features, units, batch_first=True)',
      '',
    ];
  }
  const both = bidirectional ? ', bidirectional=False' : '';
  const pass = bidirectional ? 'features, units, batch_first=True, bidirectional=bidirectional' : 'features, units, batch_first=True'; // prettier-ignore
  return [
    `    def __init__(self, ${['features', 'units', ...names].join(', ')}${both}):`,
    `        super().__init__(${pass})`,
    ...names.map((name) => `        self.${name} = ${name}`),
    '',
  ];
}

/** Parameters of `forward` behind `self`. */
function signature({ masked, begun }: OwnClass): string[] {
  return [
    'x',
    ...(begun === 'always' ? ['states'] : []),
    ...(masked === 'always' ? ['mask'] : []),
    ...(begun === 'sometimes' ? ['states=None'] : []),
    ...(masked === 'sometimes' ? ['mask=None'] : []),
  ];
}

/** How a layer of the encoder is given the mask. */
export const maskArgument = (network: Network, layer: RecurrentLayer): string =>
  classOf(network, kindOf(layer), true).begun === 'never' ? 'mask' : 'mask=mask';

/** Where the class stands for both directions: one method for each way, put together as PyTorch's layers do. */
function twoWays(own: OwnClass): string[] {
  const { base } = own;
  const given = signature(own);
  const names = given.map((parameter) => parameter.replace('=None', ''));
  // No layer of both directions is in a decoder: it has a mask where one is known, and begins with zeros.
  const turned = names.map((name) => ({ states: 'None', mask: 'mask.flip(1)' })[name] ?? 'x.flip(1)');
  const states =
    base === 'LSTM'
      ? ['        states = tuple(torch.cat(pair) for pair in zip(states, others, strict=True))']
      : ['        states = torch.cat([states, others])'];
  return [
    `    def forward(${['self', ...given].join(', ')}):`,
    `        outputs, states = self.one_way(${[...names, '0'].join(', ')})`,
    '        if self.bidirectional:',
    `            back, others = self.one_way(${[...turned, '1'].join(', ')})`,
    '            outputs = torch.cat([outputs, back.flip(1)], dim=-1)',
    ...states.map((line) => `    ${line}`),
    '        return outputs, states',
    '',
    ...oneWay(own, 'one_way', [...names, 'direction'], 'direction'),
  ];
}

function oneWay(own: OwnClass, name: string, parameters: readonly string[], direction: string): string[] {
  const activation = own.activation ? 'self.activation' : functions.tanh;
  const gate = own.gate ? 'self.gate' : functions.sigmoid;
  const { before, step, carried } = cellSteps(own, { activation, gate });
  const lstm = own.base === 'LSTM';
  const hasTwoBiases = own.kind === 'SteppedGRU';
  const zeros = `        ${lstm ? 'h = c' : 'h'} = x.new_zeros(len(x), self.hidden_size)`;
  const begin = lstm ? 'h, c = (state[0] for state in states)' : 'h = states[0]';
  const first =
    own.begun === 'never'
      ? [zeros]
      : own.begun === 'always'
        ? [`        ${begin}`]
        : [zeros, '        if states is not None:', `            ${begin}`];
  return [
    `    def ${name}(${['self', ...parameters].join(', ')}):`,
    ...first,
    `        w_ih, w_hh, b_ih, ${hasTwoBiases ? 'b_hh' : '_'} = self.all_weights[${direction}]`,
    ...before.map((line) => `        ${line}`),
    '        outputs = []',
    own.masked === 'never'
      ? '        for step in sums.unbind(dim=1):'
      : '        for t, step in enumerate(sums.unbind(dim=1)):',
    ...(own.masked === 'never' ? [] : [`            before = ${lstm ? 'h, c' : 'h'}`]),
    ...step.map((line) => `            ${line}`),
    ...keptWherePadded(own, carried),
    '            outputs.append(h)',
    `        return torch.stack(outputs, dim=1), ${lstm ? '(h[None], c[None])' : 'h[None]'}`,
  ];
}

/** Where a sequence has ended, or backwards has not begun, its state stays as it is. */
function keptWherePadded({ masked }: OwnClass, carried: readonly string[]): string[] {
  if (masked === 'never') return [];
  const depth = masked === 'always' ? '            ' : '                ';
  const [only] = carried;
  const lines =
    carried.length === 1
      ? [`${depth}${only} = torch.where(mask[:, t, None], ${only}, before)`]
      : [
          `${depth}real = mask[:, t, None]`,
          ...carried.map((name, i) => `${depth}${name} = torch.where(real, ${name}, before[${i}])`),
        ];
  return masked === 'always' ? lines : ['            if mask is not None:', ...lines];
}
