import { make } from 'covertable';

import { checkExperiment } from '../../../src/spec/checks';
import type { Experiment, ExperimentInput, RecurrentLayer } from '../../../src/spec/experiment';
import { recurrentLayerSchema } from '../../../src/spec/experiment';
import { outputUnits } from '../../../src/spec/network';
import { parseExperiment } from '../../../src/spec/parse';
import { resolveExperiment } from '../../../src/spec/resolve';
import { type Form, forms } from './forms';

/** What experiments differ in beside their form. */
const factors = {
  form: Object.keys(forms),
  cell: ['simple_rnn', 'gru', 'gru, reset before', 'lstm'],
  direction: ['forward', 'concat', 'sum', 'mul', 'ave'],
  depth: [1, 2],
  activations: ['usual', 'other'],
  head: ['one layer', 'two layers'],
  scale: ['minmax', 'standard', 'robust', 'none'],
};

interface Choice {
  readonly form: string;
  readonly cell: string;
  readonly direction: string;
  readonly depth: number;
  readonly activations: string;
  readonly head: string;
  readonly scale: string;
}

export interface ProofCase {
  readonly name: string;
  readonly csv: string;
  readonly experiment: Experiment;
}

/** What any pair of factors is tried with while the others are not chosen yet. */
const plain: Choice = {
  ...{ form: 'next step', cell: 'lstm', direction: 'forward', depth: 1 },
  ...{ activations: 'usual', head: 'one layer', scale: 'minmax' },
};

/** Experiments in which every two values that go together meet at least once, chosen by pairs. The same on every machine. */
export function proofCases(): ProofCase[] {
  const rows = make(factors, { preFilter: (row: Partial<Choice>) => isAllowed({ ...plain, ...row }) }) as Choice[];
  return rows.map((choice) => {
    const { form, cell, direction, depth, activations, head, scale } = choice;
    const name = [form, `${depth} × ${cell}`, direction, activations, head, scale].join(' · ');
    return { name, csv: forms[form]!.csv, experiment: experimentOf(choice) };
  });
}

const isAllowed = (choice: Choice): boolean => {
  const { data, task } = forms[choice.form]!;
  if (data.scale !== undefined && choice.scale !== plain.scale) return false;
  // As many outputs as there are different tokens, which nobody knows beforehand.
  if ((task === 'translate' || task === 'generate') && choice.head !== plain.head) return false;
  return checkExperiment(experimentOf(choice)).length === 0;
};

function experimentOf(choice: Choice): Experiment {
  const form = forms[choice.form]!;
  const { task, data, window, topology, model, decoder, training, sampling } = form;
  const layers = Array.from({ length: choice.depth }, (_, i) => layerOf(choice, 3 + i));
  const written: ExperimentInput = {
    version: 1,
    name: 'proof',
    task,
    data: { scale: choice.scale as 'minmax', ...data, file: 'data.csv' },
    ...(window ? { window } : {}),
    model: {
      topology,
      layers,
      ...model,
      ...(decoder ? { decoder: { ...decoder, layers: decoderLayers(layers, form) } } : {}),
      ...(choice.head === 'two layers' ? { dense: hiddenAndHead(form) } : {}),
    },
    training: { epochs: 2, batchSize: 16, optimizer: { learningRate: 0.01 }, ...training },
    ...(sampling ? { sampling } : {}),
  };
  return resolveExperiment(parseExperiment(written));
}

function layerOf({ cell, direction, activations }: Choice, units: number): RecurrentLayer {
  const other = { activation: 'softsign', recurrentActivation: 'hard_sigmoid' } as const;
  return recurrentLayerSchema.parse({
    cell: cell.startsWith('gru') ? 'gru' : cell,
    units,
    resetAfter: cell !== 'gru, reset before',
    ...(direction === 'forward' ? {} : { bidirectional: true, merge: direction }),
    ...(activations === 'other' ? other : {}),
  });
}

/** One layer, as wide as it has to be to begin with the encoder's states. */
function decoderLayers(layers: readonly RecurrentLayer[], { decoder }: Form): RecurrentLayer[] {
  const last = layers.at(-1)!;
  const takesOver = decoder?.mode === 'autoregressive' || decoder?.attention;
  return [{ ...last, bidirectional: false, merge: 'concat', units: takesOver ? outputUnits(last) : 4 }];
}

/** A hidden layer before the outputs, whose number the form tells. */
function hiddenAndHead({ task, data, window, decoder, training, classes }: Form) {
  const hidden = { units: 5, activation: 'elu' } as const;
  if (training?.loss === 'binary_crossentropy') return [hidden, { units: 1, activation: 'sigmoid' as const }];
  if (classes !== undefined) return [hidden, { units: classes, activation: 'softmax' as const }];
  const steps = decoder || window?.strategy === 'recursive' || task === 'label' ? 1 : (window?.horizon ?? 1);
  const quantiles = training?.quantiles?.length ?? 1;
  return [hidden, { units: steps * data.targets.length * quantiles }];
}
