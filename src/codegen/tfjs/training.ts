import type { Loss } from '../../spec/experiment';
import { type Brackets, call, layOut, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { optimizerSection } from './optimizer';
import type { TypescriptSection } from './program';
import { fileConstant } from './reading';

const losses: Partial<Record<Loss, string>> = {
  mse: '"meanSquaredError"',
  mae: '"meanAbsoluteError"',
  huber: '(actual, predicted) => tf.losses.huberLoss(actual, predicted)',
};

/** Fitting the network, or loading what the run left; then predictions and scores by part. */
export function trainingSection(pipeline: Pipeline): TypescriptSection {
  const { training, scaling, selfFed } = pipeline;
  const optimizer = optimizerSection(training);
  const [inputs, targets] =
    scaling === 'none'
      ? [selfFed ? 'values' : 'inputs', selfFed ? 'values' : 'targets']
      : selfFed
        ? ['scaled', 'scaled']
        : ['scaledInputs', 'scaledTargets'];
  return {
    constants: [fileConstant('MODEL', '../model'), ...(optimizer.constants ?? [])],
    declarations: [
      makeWindows,
      ...(optimizer.declarations ?? []),
      train(pipeline, optimizer.create),
      loadWeights,
      seedRandom,
    ],
    main: [
      '  if (options.weights) {',
      '    loadWeights(model);',
      '  } else {',
      layOut(
        prettier,
        2,
        'await ',
        { open: 'train(', items: trainArguments(pipeline, inputs, targets), close: ')' },
        ';',
      ),
      '  }',
    ],
  };
}

function trainArguments({ parts }: Pipeline, inputs: string, targets: string): string[] {
  const windows = (part: string): string => `makeWindows(${inputs}, ${targets}, rows.${part})`;
  return ['model', windows('train'), ...(parts.includes('validation') ? [windows('validation')] : [])];
}

const makeWindows = `interface Windows {
  x: tf.Tensor3D;
  y: tf.Tensor2D;
}

/** Windows that end before each of the rows: x [N, TIME_STEPS, F], y [N, O]. */
function makeWindows(
  inputs: number[][],
  targets: number[][],
  rows: number[],
): Windows {
  return {
    x: tf.tensor3d(rows.map((row) => inputs.slice(row - TIME_STEPS, row))),
    y: tf.tensor2d(rows.map((row) => targets[row])),
  };
}`;

function train({ training, parts }: Pipeline, createOptimizer: string): string {
  const { epochs, batchSize, shuffle, loss, earlyStopping, schedule } = training;
  const validated = parts.includes('validation');
  const signature = call(
    'train',
    'model: tf.Sequential',
    '{ x, y }: Windows',
    ...(validated ? ['validation: Windows'] : []),
  );
  const compile: Brackets = {
    open: 'model.compile({',
    items: ['optimizer', `loss: ${losses[loss]}`],
    close: '})',
    padded: true,
  };
  const shown = validated
    ? ['const { loss, val_loss } = logs;', `console.log(\`epoch \${epoch + 1}/${epochs}\`, { loss, val_loss });`]
    : ['const { loss } = logs;', `console.log(\`epoch \${epoch + 1}/${epochs}\`, { loss });`];
  return [
    layOut(prettier, 0, 'async function ', signature, ': Promise<void> {'),
    `  const optimizer = ${createOptimizer};`,
    layOut(prettier, 1, '', compile, ';'),
    ...(earlyStopping ? ['  let best = Infinity;', '  let waited = 0;'] : []),
    ...(earlyStopping?.restoreBest ? ['  let bestWeights: tf.Tensor[] = [];'] : []),
    ...(schedule?.name === 'plateau'
      ? ['  let rate = LEARNING_RATE;', '  let lowest = Infinity;', '  let onPlateau = 0;']
      : []),
    '  await model.fit(x, y, {',
    `    epochs: ${epochs},`,
    `    batchSize: ${batchSize},`,
    ...(shuffle ? [] : ['    shuffle: false,']),
    ...(validated ? ['    validationData: [validation.x, validation.y],'] : []),
    '    verbose: 0,',
    '    callbacks: {',
    '      onEpochEnd: (epoch, logs = {}) => {',
    ...shown.map((line) => `        ${line}`),
    ...(schedule?.name === 'plateau' ? plateauLines(schedule, validated ? 'val_loss' : 'loss') : []),
    ...(schedule?.name === 'cosine' ? cosineLines(schedule, training) : []),
    ...(earlyStopping ? stopLines(earlyStopping, validated ? 'val_loss' : 'loss') : []),
    '      },',
    '    },',
    '  });',
    ...(earlyStopping?.restoreBest ? ['  model.setWeights(bestWeights);'] : []),
    '}',
  ].join('\n');
}

type EarlyStopping = NonNullable<Pipeline['training']['earlyStopping']>;
type Schedule = NonNullable<Pipeline['training']['schedule']>;

function stopLines({ patience, minDelta, restoreBest }: EarlyStopping, monitored: string): string[] {
  return [
    `        if (${monitored} < best${minDelta > 0 ? ` - ${minDelta}` : ''}) {`,
    `          best = ${monitored};`,
    '          waited = 0;',
    ...(restoreBest
      ? ['          tf.dispose(bestWeights);', '          bestWeights = model.getWeights().map((w) => w.clone());']
      : []),
    `        } else if (++waited >= ${patience}) {`,
    '          model.stopTraining = true;',
    '        }',
  ];
}

/** As Keras' ReduceLROnPlateau with its default `min_delta`. */
function plateauLines({ factor, patience, minLearningRate }: Schedule, monitored: string): string[] {
  return [
    `        if (${monitored} < lowest - 1e-4) {`,
    `          lowest = ${monitored};`,
    '          onPlateau = 0;',
    `        } else if (++onPlateau >= ${patience}) {`,
    `          rate = Math.max(rate * ${factor}, ${minLearningRate});`,
    '          optimizer.setLearningRate(rate);',
    '          onPlateau = 0;',
    '        }',
  ];
}

/** Half a cosine from epoch to epoch. */
function cosineLines({ minLearningRate }: Schedule, { epochs, optimizer }: Pipeline['training']): string[] {
  const last = Math.min(optimizer.learningRate, minLearningRate);
  return [
    `        const share = (1 + Math.cos((Math.PI * (epoch + 1)) / ${epochs})) / 2;`,
    `        optimizer.setLearningRate(${last} + (LEARNING_RATE - ${last}) * share);`,
  ];
}

const loadWeights = `/** Sets the weights that the run left: float32, in Keras' order. */
function loadWeights(model: tf.Sequential): void {
  const bytes = new Uint8Array(readFileSync(join(MODEL, "weights.bin")));
  let offset = 0;
  const weights = model.getWeights().map(({ shape, size }) => {
    const values = new Float32Array(bytes.buffer, offset, size);
    offset += values.byteLength;
    return tf.tensor(values, shape);
  });
  model.setWeights(weights);
}`;

const seedRandom = `/**
 * Makes runs repeatable: TensorFlow.js draws weights, order and dropout from
 * Math.random. The generator is mulberry32.
 */
function seedRandom(seed: number): void {
  Math.random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}`;
