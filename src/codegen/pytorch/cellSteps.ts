import type { OwnClass } from './ownCells';

interface Names {
  /** Functions of candidate and gates. */
  readonly activation: string;
  readonly gate: string;
}

interface Steps {
  /** What is computed for all steps at once, from the weights `w_ih`, `w_hh`, `b_ih`, `b_hh`; leaves `sums`. */
  readonly before: readonly string[];
  /** One step: from `step`, the sums of the inputs, and `h` (and `c`) to the next. */
  readonly step: readonly string[];
  readonly carried: readonly string[];
}

const sums = 'sums = F.linear(x, w_ih, b_ih)';
const note = '# One mask for each gate, the same at all steps.';
const dropped = (ones: string): string => `F.dropout(${ones}, self.recurrent_dropout, self.training)`;
const onesByGate = (gates: number): string => `ones = x.new_ones(${gates}, *h.shape)`;

/** The formulas of a cell in PyTorch's order of gates: r, z, n and i, f, g, o. */
export function cellSteps(own: OwnClass, names: Names): Steps {
  if (own.kind === 'ResetBeforeGRU') return resetBefore(own, names);
  switch (own.base) {
    case 'RNN':
      return simple(own, names);
    case 'GRU':
      return resetAfter(own, names);
    case 'LSTM':
      return longShortTerm(own, names);
  }
}

function simple({ recurrentDropout }: OwnClass, { activation }: Names): Steps {
  const mask = ['# One mask for all steps.', `mask_h = ${dropped('torch.ones_like(h)')}`];
  return {
    before: [sums, ...(recurrentDropout ? mask : [])],
    step: [`h = ${activation}(step + F.linear(h${recurrentDropout ? ' * mask_h' : ''}, w_hh))`],
    carried: ['h'],
  };
}

function longShortTerm({ recurrentDropout }: OwnClass, { activation, gate }: Names): Steps {
  return {
    before: [sums, ...(recurrentDropout ? dropsByGate(4) : [])],
    step: [
      ...(recurrentDropout ? ['hidden = torch.cat([F.linear(h * m, w) for m, w in drops], dim=1)'] : []),
      `i, f, g, o = (step + ${recurrentDropout ? 'hidden' : 'F.linear(h, w_hh)'}).chunk(4, dim=1)`,
      `c = ${gate}(f) * c + ${gate}(i) * ${activation}(g)`,
      `h = ${gate}(o) * ${activation}(c)`,
    ],
    carried: ['h', 'c'],
  };
}

function resetAfter({ recurrentDropout }: OwnClass, { activation, gate }: Names): Steps {
  const hidden = recurrentDropout
    ? [
        'hidden = torch.cat([F.linear(h * m, w) for m, w in drops], dim=1)',
        'hr, hz, hn = (hidden + b_hh).chunk(3, dim=1)',
      ]
    : ['hr, hz, hn = F.linear(h, w_hh, b_hh).chunk(3, dim=1)'];
  return {
    before: [sums, ...(recurrentDropout ? dropsByGate(3) : [])],
    step: [
      'r, z, n = step.chunk(3, dim=1)',
      ...hidden,
      `z = ${gate}(z + hz)`,
      `n = ${activation}(n + ${gate}(r + hr) * hn)`,
      'h = (1 - z) * n + z * h',
    ],
    carried: ['h'],
  };
}

const dropsByGate = (gates: number): string[] => [
  note,
  onesByGate(gates),
  `masks = ${dropped('ones')}`,
  `drops = list(zip(masks, w_hh.chunk(${gates}), strict=True))`,
];

function resetBefore({ recurrentDropout }: OwnClass, { activation, gate }: Names): Steps {
  const state = (of: string, mask: string): string => (recurrentDropout ? `${of} * ${mask}` : of);
  return {
    before: [
      sums,
      'w_r, w_z, w_n = w_hh.chunk(3)',
      ...(recurrentDropout ? [note, onesByGate(3), `m_r, m_z, m_n = ${dropped('ones')}`] : []),
    ],
    step: [
      'r, z, n = step.chunk(3, dim=1)',
      `r = ${gate}(r + F.linear(${state('h', 'm_r')}, w_r))`,
      `z = ${gate}(z + F.linear(${state('h', 'm_z')}, w_z))`,
      `n = ${activation}(n + F.linear(${state('r * h', 'm_n')}, w_n))`,
      'h = (1 - z) * n + z * h',
    ],
    carried: ['h'],
  };
}
