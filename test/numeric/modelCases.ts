import type { ModelShapes } from '../../src/engine/engine';
import type { Experiment, ExperimentInput, Task } from '../../src/spec/experiment';
import { activations, experimentSchema, merges } from '../../src/spec/experiment';

/** Networks of every kind that an experiment can describe, small, so that all of them are read by another program. */
export interface ModelCase {
  readonly name: string;
  readonly experiment: Experiment;
  readonly shapes: ModelShapes;
}

type Layer = NonNullable<NonNullable<ExperimentInput['model']>['layers']>[number];

interface Variant {
  readonly task?: Task;
  readonly model: NonNullable<ExperimentInput['model']>;
  readonly training?: ExperimentInput['training'];
  readonly data?: Partial<ExperimentInput['data']>;
  readonly shapes?: Partial<ModelShapes>;
}

/** Most steps of a source, and steps that are predicted where there are several. */
const timeSteps = 5;
const horizon = 3;
const units = 3;

const kinds: readonly (readonly [string, Layer])[] = [
  ['SimpleRNN', { cell: 'simple_rnn' }],
  ['GRU', { cell: 'gru', resetAfter: true }],
  ['GRU, reset before', { cell: 'gru', resetAfter: false }],
  ['LSTM', { cell: 'lstm' }],
];
const directions: readonly (readonly [string, Layer])[] = [
  ['one direction', {}],
  ...merges.map((merge) => [`both, ${merge}`, { bidirectional: true, merge }] as const),
];

export const modelCases = (): ModelCase[] => [
  ...activationCases(),
  ...directionCases(),
  ...stackCases(),
  ...forecastCases(),
  ...sequenceCases(),
  ...decoderCases(),
  ...translationCases(),
];

function makeCase(name: string, { task = 'forecast', model, training, data, shapes = {} }: Variant): ModelCase {
  const each = task === 'label' || task === 'generate';
  const all = {
    ...{ timeSteps, features: 2, horizon: each ? timeSteps : 1 },
    targets: shapes.classes === undefined ? 1 : 0,
    ...shapes,
  };
  const columns = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  return {
    name: `${task}: ${name}`,
    shapes: all,
    experiment: experimentSchema.parse({
      version: 1,
      task,
      data: { file: 'none.csv', inputs: columns('x', all.features), targets: columns('y', all.targets || 1), ...data },
      window: { timeSteps: all.timeSteps, horizon: task === 'forecast' ? all.horizon : 1 },
      model,
      training,
    }),
  };
}

/** Each activation of the state with each of the gates. */
function activationCases(): ModelCase[] {
  return kinds.flatMap(([kind, layer]) =>
    activations.flatMap((activation) =>
      (layer.cell === 'simple_rnn' ? (['sigmoid'] as const) : activations).map((recurrentActivation) =>
        makeCase(`${kind}, ${activation} and ${recurrentActivation}`, {
          model: { layers: [{ ...layer, units, activation, recurrentActivation }] },
        }),
      ),
    ),
  );
}

function directionCases(): ModelCase[] {
  return kinds.flatMap(([kind, layer]) =>
    directions.flatMap(([way, direction]) =>
      activations.map((activation, a) => {
        const recurrentActivation = activations[(a * 2 + 3) % activations.length];
        return makeCase(`${kind}, ${way}, ${activation} and ${recurrentActivation}`, {
          model: { layers: [{ ...layer, ...direction, units, activation, recurrentActivation }] },
        });
      }),
    ),
  );
}

/** Several layers of all cells, and dense layers of each activation. */
function stackCases(): ModelCase[] {
  return kinds.flatMap(([kind, layer], k) =>
    directions.map(([way, direction], d) => {
      const [, second = {}] = kinds[(k + d + 1) % kinds.length] ?? [];
      return makeCase(`${kind}, ${way}, three layers`, {
        model: {
          layers: [
            { ...layer, ...direction, units: 4 },
            { ...second, ...directions[(d + 2) % directions.length]?.[1], units: 2 },
            { ...layer, units: 5 },
          ],
          dense: [{ units: 4, activation: activations[(5 * k + d) % activations.length] }, { units: 1 }],
        },
      });
    }),
  );
}

function forecastCases(): ModelCase[] {
  const quantile = { loss: 'quantile' as const, quantiles: [0.1, 0.5, 0.9] };
  const variants: Record<string, Variant> = {
    'one row': { model: { topology: 'one-to-one' }, shapes: { timeSteps: 1 } },
    'three steps of two columns': { model: {}, shapes: { horizon, targets: 2 } },
    'quantiles of three steps of two columns': { model: {}, training: quantile, shapes: { horizon, targets: 2 } },
    'known columns beside the last state': { model: {}, shapes: { horizon, known: 2 } },
    'known columns through a hidden layer': {
      model: { dense: [{ units: 4, activation: 'relu' }, { units: horizon }] },
      shapes: { horizon, known: 1 },
    },
    'categories as vectors': { model: { embedding: { units: 3 } }, shapes: { categories: [4, 3] } },
    'categories as vectors, known columns': {
      model: { embedding: { units: 2 } },
      shapes: { categories: [4], horizon, known: 2 },
    },
    'windows scaled by themselves': { model: {}, data: { scale: 'window' } },
    stateful: { model: {}, training: { stateful: true, shuffle: false } },
    'windows of 50 steps': { model: {}, shapes: { timeSteps: 50 } },
    'one column and one unit': { model: { layers: [{ units: 1 }] }, shapes: { features: 1 } },
  };
  return kinds.flatMap(([kind, layer]) =>
    Object.entries(variants).map(([name, variant]) =>
      makeCase(`${kind}, ${name}`, { ...variant, model: { layers: [{ ...layer, units }], ...variant.model } }),
    ),
  );
}

/** Sequences that differ in length, without a decoder: every input with every head. */
function sequenceCases(): ModelCase[] {
  const softmax = { loss: 'categorical_crossentropy' } as const;
  const sigmoid = { loss: 'binary_crossentropy' } as const;
  const heads: readonly (readonly [string, Variant])[] = [
    ['classes', { task: 'classify', training: softmax, model: {}, shapes: { classes: 4 } }],
    ['one of two', { task: 'classify', training: sigmoid, model: {}, shapes: { classes: 2 } }],
    ['classes of steps', { task: 'label', training: softmax, model: {}, shapes: { classes: 3 } }],
    ['one of two of steps', { task: 'label', training: sigmoid, model: {}, shapes: { classes: 2 } }],
    ['numbers of steps', { task: 'label', model: {}, shapes: { targets: 2 } }],
    [
      'quantiles of steps',
      { task: 'label', training: { loss: 'quantile', quantiles: [0.2, 0.5, 0.7] }, model: {}, shapes: { targets: 2 } },
    ],
  ];
  const inputs: readonly (readonly [string, Pick<Variant, 'model' | 'shapes'>])[] = [
    ['numbers', { model: {} }],
    ['categories', { model: { embedding: { units: 2 } }, shapes: { features: 0, categories: [5, 3] } }],
    ['numbers and categories', { model: { embedding: { units: 2 } }, shapes: { categories: [4] } }],
    ['words as vectors', { model: { tokens: {}, embedding: { units: 4 } }, shapes: { features: 0, vocabulary: 7 } }],
    ['words as ones', { model: { tokens: {} }, shapes: { features: 0, vocabulary: 7 } }],
    ['words beside numbers', { model: { tokens: {}, embedding: { units: 4 } }, shapes: { vocabulary: 7 } }],
  ];
  const made = kinds.flatMap(([kind, layer]) =>
    directions.flatMap(([way, direction], d) =>
      heads.flatMap(([head, own], h) =>
        inputs.map(([input, read], i) => {
          // Every third with an activation that the operators lack, and every second of two layers.
          const activation = (d + h + i) % 3 === 0 ? 'selu' : 'tanh';
          const top = (h + i) % 2 === 0 ? [] : [{ ...layer, units: 2, activation } as const];
          return makeCase(`${kind}, ${way}, ${input}, ${head}${top.length > 0 ? ', two layers' : ''}, ${activation}`, {
            ...own,
            model: {
              topology: 'many-to-many',
              layers: [{ ...layer, ...direction, units, activation }, ...top],
              ...read.model,
            },
            shapes: { ...own.shapes, ...read.shapes },
          });
        }),
      ),
    ),
  );
  const written = kinds.flatMap(([kind, layer]) =>
    [null, { units: 4 }].flatMap((embedding) =>
      [0, 2].map((features) =>
        makeCase(`${kind}, ${embedding ? 'words as vectors' : 'words as ones'}, ${features} columns`, {
          task: 'generate',
          training: softmax,
          model: { topology: 'one-to-many', tokens: {}, embedding, layers: [{ ...layer, units }] },
          shapes: { features, vocabulary: 6, classes: 6 },
        }),
      ),
    ),
  );
  return [...made, ...written];
}

/** Decoders of numbers: what comes in, where they begin, what they look at, what they say. */
function decoderCases(): ModelCase[] {
  return kinds.flatMap(([kind, layer]) =>
    (['repeat', 'autoregressive'] as const).flatMap((mode) =>
      [null, 'luong' as const].flatMap((attention) =>
        [false, true].flatMap((both) =>
          [0, 2].flatMap((known) =>
            (['tanh', 'selu'] as const).map((activation) => {
              const quantiles = known > 0 !== both;
              const depth = attention === null ? 2 : 1;
              const one = { ...layer, activation };
              const below = { ...one, units: 4 };
              const top = both ? { ...one, units: 2, bidirectional: true, merge: 'concat' as const } : below;
              const words = [
                ...[kind, mode, `${depth} of 2 layers`, activation],
                ...(attention ? [attention] : []),
                ...(both ? ['encoder in both directions'] : []),
                ...(known > 0 ? ['known columns'] : []),
                ...(quantiles ? ['quantiles'] : []),
              ];
              return makeCase(words.join(', '), {
                training: quantiles ? { loss: 'quantile', quantiles: [0.1, 0.5, 0.9] } : {},
                model: {
                  topology: 'encoder-decoder',
                  layers: [below, top],
                  decoder: { mode, attention, layers: depth === 2 ? [below, below] : [below] },
                  dense: quantiles ? [] : [{ units: 3, activation: 'softsign' }, { units: 2 }],
                },
                shapes: { horizon, targets: 2, known },
              });
            }),
          ),
        ),
      ),
    ),
  );
}

function translationCases(): ModelCase[] {
  return kinds.flatMap(([kind, layer]) =>
    [null, 'luong' as const].flatMap((attention) =>
      [false, true].flatMap((both) =>
        [null, { units: 5 }].flatMap((embedding) =>
          (['tanh', 'selu'] as const).map((activation) => {
            const one = { ...layer, activation };
            const top = both ? { ...one, units: 2, bidirectional: true } : { ...one, units: 4 };
            const words = [
              ...[kind, embedding ? 'words as vectors' : 'words as ones', activation],
              ...(attention ? [attention] : []),
              ...(both ? ['encoder in both directions'] : []),
            ];
            return makeCase(words.join(', '), {
              task: 'translate',
              training: { loss: 'categorical_crossentropy' },
              model: {
                topology: 'encoder-decoder',
                ...{ tokens: {}, embedding, layers: [{ ...layer, units: 4 }, top] },
                decoder: { mode: 'autoregressive', attention, layers: [{ ...one, units: 4 }] },
              },
              shapes: { features: 0, vocabulary: 8, classes: 6, horizon: 4 },
            });
          }),
        ),
      ),
    ),
  );
}
