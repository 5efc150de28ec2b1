import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment, Loss } from '../../src/spec/experiment';
import { exampleNoun } from '../shared/exampleNoun';
import { type Option, checkboxField, numberField, selectField } from '../shared/fields';
import { formatNumber, plural } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { sectionView } from './section';

const losses: readonly Option<Loss>[] = [
  { value: 'mse', label: 'Mean squared error', description: 'Large errors weigh more.' },
  { value: 'mae', label: 'Mean absolute error', description: 'All errors weigh alike.' },
  { value: 'huber', label: 'Huber', description: 'Squared for small errors, absolute for large ones.' },
  { value: 'quantile', label: 'Quantiles', description: 'Predicts an interval beside the middle.' },
  {
    value: 'categorical_crossentropy',
    label: 'Cross-entropy',
    description: 'How surprising the right class or token is to the network.',
  },
  {
    value: 'binary_crossentropy',
    label: 'Binary cross-entropy',
    description: 'Two classes, told by one output.',
  },
];
const fitting: Record<Experiment['task'], readonly Loss[]> = {
  forecast: ['mse', 'mae', 'huber', 'quantile'],
  classify: ['categorical_crossentropy', 'binary_crossentropy'],
  label: ['categorical_crossentropy', 'binary_crossentropy', 'mse', 'mae', 'huber'],
  translate: ['categorical_crossentropy'],
  generate: ['categorical_crossentropy'],
};
const intervals: readonly (readonly number[])[] = [
  [0.1, 0.5, 0.9],
  [0.05, 0.5, 0.95],
  [0.025, 0.5, 0.975],
  [0.25, 0.5, 0.75],
];
const classWeights: readonly Option[] = [
  { value: 'none', label: 'All alike' },
  { value: 'balanced', label: 'Balanced', description: 'Rare classes count more.' },
];
const optimizers: readonly Option[] = [
  { value: 'adam', label: 'Adam', description: 'A step size of its own for every weight: a good first choice.' },
  { value: 'adamw', label: 'AdamW', description: 'Adam with weight decay.' },
  { value: 'rmsprop', label: 'RMSprop', description: 'Divides by the recent size of the gradient.' },
  { value: 'sgd', label: 'SGD', description: 'Plain gradient steps, with momentum.' },
];
const schedules: readonly Option[] = [
  { value: 'constant', label: 'Constant', description: 'The same learning rate in every epoch.' },
  { value: 'plateau', label: 'Reduce on plateau', description: 'Lower when the loss stops falling.' },
  { value: 'cosine', label: 'Cosine', description: 'Lower from epoch to epoch, along half a cosine.' },
];
const engines: readonly Option[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'fused', label: 'Fused', description: 'Kernels of its own in WebAssembly, on several threads.' },
  { value: 'tensorflow', label: 'TensorFlow.js', description: 'With its native library where that is installed.' },
];

export function trainingSection(store: PageStore, draft: Experiment): TemplateResult {
  const { epochs, batchSize, optimizer } = draft.training;
  const name = optimizers.find(({ value }) => value === optimizer.name)?.label ?? optimizer.name;
  return sectionView(
    store,
    {
      id: 'training',
      heading: 'Training',
      description: `${plural(epochs, 'epoch')}, batch ${formatNumber(batchSize)}, ${name} ${formatNumber(optimizer.learningRate)}`,
      paths: ['training', 'engine'],
      locked: true,
    },
    () => content(store, draft),
  );
}

function content(store: PageStore, draft: Experiment): TemplateResult {
  const { training, task, model } = draft;
  const { optimizer } = training;
  const ofClasses = training.loss.endsWith('crossentropy');
  return html`<div class="fields">
      ${numberField(store, { path: 'training.epochs', label: 'Epochs', explanation: terms.epochs, kind: 'count', digits: 7, step: 10 })}
      ${numberField(store, {
        path: 'training.batchSize',
        label: 'Batch size',
        explanation: terms.batchSize,
        kind: 'count',
        digits: 7,
        unit: `${exampleNoun(draft)}s`,
      })}
      ${numberField(store, {
        path: 'training.optimizer.learningRate',
        label: 'Learning rate',
        explanation: terms.learningRate,
        kind: 'number',
        digits: 8,
        step: 'tenfold',
      })}
      ${lossField(store, draft)}
      ${
        ofClasses && (task === 'classify' || task === 'label')
          ? selectField(store, {
              path: 'training.classWeights',
              label: 'Class weights',
              explanation: terms.classWeights,
              options: classWeights,
            })
          : nothing
      }
      ${earlyStopping(store, training)}
    </div>
    ${sectionView(
      store,
      {
        id: 'training-more',
        heading: 'More',
        level: 3,
        description: 'optimizer, seed, clipping, schedule, engine',
        paths: [
          'training.optimizer',
          'training.stateful',
          'training.shuffle',
          'training.seed',
          'training.clipNorm',
          'training.schedule',
          'engine',
        ],
      },
      () =>
        html`<div class="fields">
          ${selectField(store, { path: 'training.optimizer.name', label: 'Optimizer', explanation: terms.optimizer, options: optimizers })}
          ${
            optimizer.name === 'sgd'
              ? numberField(store, {
                  path: 'training.optimizer.momentum',
                  label: 'Momentum',
                  explanation: terms.momentum,
                  kind: 'number',
                  step: 0.1,
                })
              : nothing
          }
          ${
            optimizer.name === 'adamw'
              ? numberField(store, {
                  path: 'training.optimizer.weightDecay',
                  label: 'Weight decay',
                  explanation: terms.weightDecay,
                  kind: 'number',
                })
              : nothing
          }
          ${numberField(store, {
            path: 'training.clipNorm',
            label: 'Clip norm',
            explanation: terms.clipNorm,
            kind: 'number',
            emptyMeans: 'no limit',
            digits: 8,
          })}
          ${schedule(store, training)}
          ${checkboxField(store, { path: 'training.shuffle', label: 'Shuffle', explanation: terms.shuffle })}
          ${
            (task === 'forecast' || task === 'generate') && model.decoder === null
              ? checkboxField(store, { path: 'training.stateful', label: 'Stateful', explanation: terms.stateful })
              : nothing
          }
          ${numberField(store, { path: 'training.seed', label: 'Seed', explanation: terms.seed, kind: 'whole', digits: 11 })}
          ${selectField(store, { path: 'engine', label: 'Engine', explanation: terms.engine, options: engines })}
        </div>`,
    )}`;
}

/** What is minimised, as far as the task leaves a choice, and what of an interval is predicted. */
function lossField(store: PageStore, { task, training }: Experiment): TemplateResult | typeof nothing {
  const options = losses.filter(({ value }) => fitting[task].includes(value) || value === training.loss);
  if (options.length < 2) return nothing;
  const own = JSON.stringify(training.quantiles);
  const all = intervals.some((interval) => JSON.stringify(interval) === own)
    ? intervals
    : [training.quantiles, ...intervals];
  return html`${selectField(store, { path: 'training.loss', label: 'Loss', explanation: terms.loss, options })}
  ${
    training.loss === 'quantile'
      ? html`<div class="nested">
          ${selectField(store, {
            path: 'training.quantiles',
            label: 'Quantiles',
            explanation: terms.quantiles,
            options: all.map((interval) => ({
              value: JSON.stringify(interval),
              label: interval.map((q) => `${formatNumber(q * 100)} %`).join(', '),
            })),
            value: own,
            change: (value) => store.edit('training.quantiles', JSON.parse(value)),
          })}
        </div>`
      : nothing
  }`;
}

function earlyStopping(store: PageStore, { earlyStopping: settings }: Experiment['training']): TemplateResult {
  const at = 'training.earlyStopping';
  return html`${checkboxField(store, {
    path: at,
    label: 'Early stopping',
    explanation: terms.earlyStopping,
    value: settings !== null,
    change: (on) => store.edit(at, on ? { patience: 10, minDelta: 0, restoreBest: true } : null),
  })}
  ${
    settings === null
      ? nothing
      : html`<div class="nested">
          ${patienceField(store, at)}
          ${numberField(store, { path: `${at}.minDelta`, label: 'Smallest improvement', explanation: terms.minDelta, kind: 'number', step: 0.001 })}
          ${checkboxField(store, { path: `${at}.restoreBest`, label: 'Restore the best weights', explanation: terms.restoreBest })}
        </div>`
  }`;
}

/** Epochs that early stopping or the schedule at a path waits for. */
function patienceField(store: PageStore, at: string): TemplateResult {
  return numberField(store, {
    path: `${at}.patience`,
    label: 'Patience',
    explanation: terms.patience,
    kind: 'count',
    digits: 5,
    unit: 'epochs',
  });
}

function schedule(store: PageStore, { schedule: settings }: Experiment['training']): TemplateResult {
  const at = 'training.schedule';
  return html`${selectField(store, {
    path: at,
    label: 'Schedule',
    explanation: terms.schedule,
    options: schedules,
    value: settings?.name ?? 'constant',
    change: (name) =>
      store.edit(at, name === 'constant' ? null : { name, factor: 0.5, patience: 5, minLearningRate: 1e-6 }),
  })}
  ${
    settings === null
      ? nothing
      : html`<div class="nested">
          ${
            settings.name === 'cosine'
              ? nothing
              : html`${numberField(store, { path: `${at}.factor`, label: 'Factor', explanation: terms.factor, kind: 'number', step: 0.1 })}
                ${patienceField(store, at)}`
          }
          ${numberField(store, {
            path: `${at}.minLearningRate`,
            label: 'Lowest rate',
            explanation: terms.minLearningRate,
            kind: 'number',
            digits: 8,
            step: 'tenfold',
          })}
        </div>`
  }`;
}
