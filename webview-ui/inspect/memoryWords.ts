import type { InspectedLayer } from '../../src/spec/inspection';
import type { Cell } from '../../src/spec/experiment';

/** What can be looked at in a layer: its hidden state, or one of its gates. */
export interface Shown {
  /** `hidden`, or the letter of a gate. */
  readonly value: string;
  readonly label: string;
  /** What it does, in one sentence. */
  readonly explanation: string;
  /** Gates are shares; what may be below zero runs both ways. */
  readonly range: 'share' | 'signed';
}

const hidden: Shown = {
  value: 'hidden',
  label: 'Hidden state',
  explanation: 'What the layer hands on after each step: its memory of all that it has read so far.',
  range: 'signed',
};

const gates: Record<Cell, Readonly<Record<string, Omit<Shown, 'value'>>>> = {
  simple_rnn: {},
  gru: {
    z: { label: 'Update gate z', explanation: 'How much of the old state is kept: 1 keeps all of it.', range: 'share' },
    r: {
      label: 'Reset gate r',
      explanation: 'How much of the old state counts for the new candidate.',
      range: 'share',
    },
    h: { label: 'Candidate h', explanation: 'What would be remembered of this step.', range: 'signed' },
  },
  lstm: {
    i: { label: 'Input gate i', explanation: 'How much of this step’s candidate is taken in.', range: 'share' },
    f: {
      label: 'Forget gate f',
      explanation: 'How much of the cell’s memory is kept: 1 forgets nothing.',
      range: 'share',
    },
    c: { label: 'Candidate c', explanation: 'What would be remembered of this step.', range: 'signed' },
    o: {
      label: 'Output gate o',
      explanation: 'How much of the cell’s memory is shown in the hidden state.',
      range: 'share',
    },
  },
};

/** The hidden state and the gates that the layer has, in the order of the equations. */
export function shownOf({ cell, gates: there }: InspectedLayer): Shown[] {
  const known = gates[cell];
  return [
    hidden,
    ...Object.entries(known).flatMap(([value, words]) => (Object.hasOwn(there, value) ? [{ value, ...words }] : [])),
  ];
}

/** Values [steps][units]; a gate may leave the range of shares where its activation does. */
export function valuesOf(layer: InspectedLayer, shown: Shown): InspectedLayer['hidden'] {
  return shown.value === 'hidden' ? layer.hidden : (layer.gates[shown.value] ?? []);
}

/** The range that fits the values: an activation of the gates may give values below zero or above one. */
export function rangeOf(shown: Shown, values: InspectedLayer['hidden']): 'share' | 'signed' {
  const isShare = values.every((row) => row.every((value) => value === null || (value >= 0 && value <= 1)));
  return shown.range === 'share' && isShare ? 'share' : 'signed';
}
