import { type Brackets, call, layOut, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { fileConstant } from './csv';
import { weightedLayers } from './functional';
import { lines, some } from './lines';
import { lossFunctions, mixesStates } from './loss';
import { isChain } from './network';
import { optimizerSection } from './optimizer';
import type { TypescriptSection } from './program';
import { countOf } from './steps';

/** Training, or loading what the run left. */
export function trainingSection(pipeline: Pipeline): TypescriptSection {
  const { training } = pipeline;
  const optimizer = optimizerSection(training);
  const chain = isChain(pipeline);
  const validated = pipeline.parts.includes('validation');
  return {
    constants: some(
      fileConstant('MODEL', '../model'),
      !chain && layersConstant(weightedLayers(pipeline)),
      optimizer.constants ?? [],
    ),
    declarations: some(
      mayHaveOneStep(pipeline) && unstackGradient,
      inBatches,
      optimizer.declarations ?? [],
      lossFunctions(pipeline),
      validated && isLearned(pipeline),
      validated && evaluate(pipeline),
      train(pipeline, optimizer.create),
      chain ? loadWeights : loadNamedWeights,
      seedRandom,
    ),
    main: [
      '  if (options.weights) {',
      '    loadWeights(model);',
      '  } else {',
      layOut(prettier, 2, '', call('train', 'model', ...examplesTrained(pipeline)), ';'),
      '  }',
    ],
  };
}

/** The parts as `main` calls them, of which a loss can be taken: labels that were never learned have none. */
function examplesTrained({ parts, kind, shapes }: Pipeline): string[] {
  if (!parts.includes('validation')) return ['examples.train'];
  const labelled = shapes.classes !== undefined && (kind === 'texts' || kind === 'sequences');
  const filter = labelled ? '.filter(isLearned)' : '';
  return ['examples.train', `examples.validation${filter}`];
}

function isLearned({ kind, shapes }: Pipeline): string | false {
  if (shapes.classes === undefined || (kind !== 'texts' && kind !== 'sequences')) return false;
  return lines(
    '/** Of a label that training rows do not have no loss can be taken. */',
    'function isLearned({ y }: Example): boolean {',
    kind === 'texts' ? '  return y >= 0;' : '  return !y.includes(-1);',
    '}',
  );
}

const layersConstant = (names: readonly string[]): string => {
  const items: Brackets = { open: '[', items: names.map((name) => `"${name}"`), close: ']' };
  return `// In the order of their weights.\n${layOut(prettier, 0, 'const LAYERS = ', items, ';')}`;
};

/** Whether a layer may be given one step alone. */
const mayHaveOneStep = ({ kind, timeSteps, network, experiment }: Pipeline): boolean =>
  kind !== 'forecast' || timeSteps === 1 || (network.decoder !== null && experiment.window.horizon === 1);

const unstackGradient = `// That of TensorFlow.js 4.22 fails where there is one step alone.
tf.registerGradient({
  kernelName: "Unpack",
  gradFunc: (dy, _, attributes) => ({
    value: () =>
      tf.stack(Array.isArray(dy) ? dy : [dy], Number(attributes.axis)),
  }),
});`;

const inBatches = `function inBatches<T>(items: T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}`;

const called = ({ network }: Pipeline, training: string): string =>
  mixesStates(network) ? 'model, batch' : `model, batch, ${training}`;

export function evaluate(pipeline: Pipeline): string {
  return lines(
    '/** The mean loss of examples that are not trained on. */',
    'function evaluate(model: tf.LayersModel, examples: Example[]): number {',
    '  let sum = 0;',
    '  for (const batch of inBatches(examples, 256)) {',
    `    const loss = tf.tidy(() => lossOf(${called(pipeline, 'false')}).dataSync()[0]);`,
    `    sum += loss * ${countOf(pipeline, 'batch')};`,
    '  }',
    `  return sum / ${countOf(pipeline, 'examples')};`,
    '}',
  );
}

function train(pipeline: Pipeline, createOptimizer: string): string {
  const { training, parts } = pipeline;
  const { epochs, batchSize, shuffle, earlyStopping, schedule } = training;
  const validated = parts.includes('validation');
  const signature = call(
    'train',
    'model: tf.LayersModel',
    'examples: Example[]',
    ...(validated ? ['validation: Example[]'] : []),
  );
  const monitored = validated ? 'val_loss' : 'loss';
  return lines(
    layOut(prettier, 0, 'function ', signature, ': void {'),
    `  const optimizer = ${createOptimizer};`,
    earlyStopping && ['  let best = Infinity;', '  let waited = 0;'],
    earlyStopping?.restoreBest && '  let bestWeights: tf.Tensor[] = [];',
    schedule?.name === 'plateau' && ['  let rate = LEARNING_RATE;', '  let lowest = Infinity;', '  let onPlateau = 0;'],
    `  for (let epoch = 0; epoch < ${epochs}; epoch++) {`,
    shuffle && ['    const order = [...examples];', '    tf.util.shuffle(order);'],
    '    let sum = 0;',
    `    for (const batch of inBatches(${shuffle ? 'order' : 'examples'}, ${batchSize})) {`,
    '      const cost = tf.tidy(() => {',
    `        const step = () => lossOf(${called(pipeline, 'true')});`,
    '        return optimizer.minimize(step, true)?.dataSync()[0] ?? NaN;',
    '      });',
    `      sum += cost * ${countOf(pipeline, 'batch')};`,
    '    }',
    `    const loss = sum / ${countOf(pipeline, 'examples')};`,
    validated && '    const val_loss = evaluate(model, validation);',
    `    console.log(\`epoch \${epoch + 1}/${epochs}\`, { loss${validated ? ', val_loss' : ''} });`,
    schedule?.name === 'plateau' && plateauLines(schedule, monitored),
    schedule?.name === 'cosine' && cosineLines(schedule, epochs),
    earlyStopping && stopLines(earlyStopping, monitored),
    '  }',
    earlyStopping?.restoreBest && '  model.setWeights(bestWeights);',
    '}',
  );
}

type EarlyStopping = NonNullable<Pipeline['training']['earlyStopping']>;
type Schedule = NonNullable<Pipeline['training']['schedule']>;

function stopLines({ patience, minDelta, restoreBest }: EarlyStopping, monitored: string): string[] {
  return some(
    `    if (${monitored} < best${minDelta > 0 ? ` - ${minDelta}` : ''}) {`,
    `      best = ${monitored};`,
    '      waited = 0;',
    restoreBest && ['      tf.dispose(bestWeights);', '      bestWeights = model.getWeights().map((w) => w.clone());'],
    `    } else if (++waited >= ${patience}) {`,
    '      break;',
    '    }',
  );
}

/** As Keras' ReduceLROnPlateau with its default `min_delta`. */
function plateauLines({ factor, patience, minLearningRate }: Schedule, monitored: string): string[] {
  return [
    `    if (${monitored} < lowest - 1e-4) {`,
    `      lowest = ${monitored};`,
    '      onPlateau = 0;',
    `    } else if (++onPlateau >= ${patience}) {`,
    `      rate = Math.max(rate * ${factor}, ${minLearningRate});`,
    '      optimizer.setLearningRate(rate);',
    '      onPlateau = 0;',
    '    }',
  ];
}

/** Half a cosine from epoch to epoch. */
function cosineLines({ minLearningRate: last }: Schedule, epochs: number): string[] {
  return [
    `    const share = (1 + Math.cos((Math.PI * (epoch + 1)) / ${epochs})) / 2;`,
    `    optimizer.setLearningRate(${last} + (LEARNING_RATE - ${last}) * share);`,
  ];
}

const loadWeights = `/** Sets the weights that the run left: float32, in Keras' order. */
function loadWeights(model: tf.LayersModel): void {
  const file = join(MODEL, "weights.bin");
  const bytes = new Uint8Array(readFileSync(file));
  if (bytes.length !== 4 * model.countParams()) {
    throw new Error(\`\${file} has the weights of another network\`);
  }
  let offset = 0;
  const weights = model.getWeights().map(({ shape, size }) => {
    const values = new Float32Array(bytes.buffer, offset, size);
    offset += values.byteLength;
    return tf.tensor(values, shape);
  });
  model.setWeights(weights);
}`;

const loadNamedWeights = `/** Sets the weights that the run left: float32, in Keras' order. */
function loadWeights(model: tf.LayersModel): void {
  const file = join(MODEL, "weights.bin");
  const bytes = new Uint8Array(readFileSync(file));
  if (bytes.length !== 4 * model.countParams()) {
    throw new Error(\`\${file} has the weights of another network\`);
  }
  let offset = 0;
  for (const name of LAYERS) {
    const layer = model.getLayer(name);
    const weights = layer.getWeights().map(({ shape, size }) => {
      const values = new Float32Array(bytes.buffer, offset, size);
      offset += values.byteLength;
      return tf.tensor(values, shape);
    });
    layer.setWeights(weights);
  }
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
