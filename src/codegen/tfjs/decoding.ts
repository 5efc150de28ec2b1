import { medianOf } from '../../spec/median';
import type { Block, Decoder, InputPart } from '../../spec/network';
import { call, layOut, prettier } from '../layout';
import type { Pipeline } from '../pipeline';
import { lines, some } from './lines';

/** The decoder that reads what it has said; null where none does. */
export function ownWords({ network: { decoder } }: Pipeline): Decoder | null {
  return decoder?.inputs.some(({ kind }) => kind !== 'context' && kind !== 'known') ? decoder : null;
}

/** What is read at each step, as a program calls it. */
const readNames = ({ inputs }: Pick<Decoder, 'inputs'>): string[] =>
  inputs.map(({ kind }) =>
    kind === 'known' || kind === 'previous' ? kind : kind === 'numbers' ? 'conditions' : 'said',
  );

/**
 * `runEncoder(model, sources)` and `runDecoder(model, said, states)`: parts of a trained network, so that what was read and said
 * is not computed again for each step.
 */
export const decodingFunctions = (pipeline: Pipeline): string[] => {
  const decoder = ownWords(pipeline);
  return decoder ? [encodeFunction(pipeline, decoder), stepFunction(pipeline, 'runDecoder', decoder)] : [];
};

/** `runStep(model, said, states)`: the same of a network that writes texts on, which begins without states. */
export const writingStep = (pipeline: Pipeline): string => {
  const { inputs, encoder } = pipeline.network;
  return stepFunction(pipeline, 'runStep', { inputs, blocks: encoder, attention: null });
};

function encodeFunction({ network }: Pipeline, { attention, blocks }: Decoder): string {
  const top = network.encoder.at(-1)?.name ?? '';
  const names = blocks.map(({ name }) => `"${name}"`);
  const inputs = Math.max(1, network.inputs.length);
  return lines(
    attention
      ? '/** What the encoder says of each step of sources, and the states after it. */'
      : '/** The states of the encoder after sources. */',
    'function runEncoder(model: tf.LayersModel, sources: tf.Tensor[]): tf.Tensor[] {',
    attention && [
      `  const { output } = model.getLayer("${top}");`,
      '  const [encoded] = output as tf.SymbolicTensor[];',
    ],
    names.length === 1
      ? `  const { input } = model.getLayer(${names[0]});`
      : layOut(
          prettier,
          1,
          'const layers = ',
          call(`[${names.join(', ')}].map`, '(name) => model.getLayer(name)'),
          ';',
        ),
    names.length === 1
      ? '  const [, ...states] = input as tf.SymbolicTensor[];'
      : ['  const states = layers.flatMap(({ input }) =>', '    (input as tf.SymbolicTensor[]).slice(1),', '  );'],
    '  const encoder = tf.model({',
    `    inputs: model.inputs.slice(0, ${inputs}),`,
    attention ? '    outputs: [encoded, ...states],' : '    outputs: states,',
    '  });',
    '  return [encoder.predictOnBatch(sources)].flat();',
    '}',
  );
}

interface Stepped {
  readonly inputs: readonly InputPart[];
  readonly blocks: readonly Block[];
  readonly attention: Decoder['attention'];
}

function stepFunction({ network }: Pipeline, functionName: string, { inputs, blocks, attention }: Stepped): string {
  const read = readNames({ inputs });
  const said = network.decoder ? 'decoded' : 'encoded';
  const signature = call(
    functionName,
    'model: tf.LayersModel',
    ...read.map((name) => `${name}: tf.Tensor`),
    `${attention ? '[encoded, ...states]' : 'states'}: tf.Tensor[]`,
  );
  const parts = inputs.map((part, i) =>
    part.kind === 'embedding' || part.kind === 'one-hot' ? 'vectors' : (read[i] ?? ''),
  );
  const vectors = inputs.flatMap((part) => {
    if (part.kind === 'embedding') return [applied('[vectors]', part.name, 'said')];
    if (part.kind !== 'one-hot') return [];
    return ['  const classes = model.outputs[0].shape[2] as number;', '  const vectors = tf.oneHot(said, classes);'];
  });
  let x = parts[0] ?? '';
  let from = 0;
  const steps = blocks.map(({ name, layer }, j) => {
    const number = blocks.length > 1 ? String(j + 1) : '';
    const count = layer.cell === 'lstm' ? 2 : 1;
    const own = blocks.length > 1 ? `...states.slice(${from}, ${from + count})` : '...states';
    const line = applied(`[${said}${number}, ...next${number}]`, name, parts.length > 1 && j === 0 ? 'told' : x, own);
    from += count;
    x = `${said}${number}`;
    return line;
  });
  const attended = attention
    ? [
        `  const looks = tf.softmax(tf.matMul(${x}, encoded, false, true));`,
        '  const context = tf.matMul(looks, encoded);',
        `  const joined = tf.concat([context, ${x}], 2);`,
        applied('[attended]', attention.name, 'joined'),
      ]
    : [];
  if (attention) x = 'attended';
  const dense = network.dense.map(({ name }, i, all) => {
    const isLast = i === all.length - 1;
    const out = isLast ? 'outputs' : `hidden${all.length > 2 ? i + 1 : ''}`;
    const line = applied(`[${out}]`, name, x);
    x = out;
    return line;
  });
  const next = blocks.map((_, j) => `...next${blocks.length > 1 ? String(j + 1) : ''}`);
  return lines(
    `/** What the ${network.decoder ? 'decoder' : 'network'} says after one step more, and what it goes on from. */`,
    layOut(prettier, 0, 'function ', signature, ': tf.Tensor[] {'),
    vectors,
    parts.length > 1 && `  const told = tf.concat([${parts.join(', ')}], 2);`,
    steps,
    attended,
    dense,
    `  return [${['outputs', ...(attention ? ['encoded'] : []), ...next].join(', ')}];`,
    '}',
  );
}

const applied = (into: string, layer: string, ...x: readonly string[]): string =>
  layOut(prettier, 1, `const ${into} = `, call('apply', `model.getLayer("${layer}")`, ...x), ';');

/** Lines of a forecast step by step, in a `tf.tidy` of a `batch`: `said`, one tensor a step. */
export function forecastSteps(pipeline: Pipeline, inputs: readonly string[], decoder: Decoder): string[] {
  const { quantiles } = pipeline.network.head;
  const read = readNames(decoder);
  const sources = inputs.filter((name) => !read.includes(name));
  const args = ['model', ...read, 'states'];
  return some(
    layOut(
      prettier,
      3,
      'const ',
      {
        open: '[',
        items: inputs.map((name) => (name === 'previous' ? 'targets' : name === 'known' ? 'ahead' : name)),
        close: ']',
      },
      ' = makeBatch(batch).x;',
    ),
    `      let states = runEncoder(model, [${sources.join(', ')}]);`,
    '      let previous = tf.slice(targets, [0, 0, 0], [-1, 1, -1]);',
    '      const said: tf.Tensor[] = [];',
    '      for (let step = 0; step < HORIZON; step++) {',
    read.includes('known') && '        const known = tf.slice(ahead, [0, step, 0], [-1, 1, -1]);',
    layOut(prettier, 4, 'const [predicted, ...next] = ', call('runDecoder', ...args), ';'),
    '        said.push(predicted);',
    '        // The decoder reads what it has said.',
    quantiles.length > 1
      ? layOut(
          prettier,
          4,
          'previous = ',
          call(
            'tf.stridedSlice',
            'predicted',
            `[0, 0, ${medianOf(quantiles)}]`,
            'predicted.shape',
            `[1, 1, ${quantiles.length}]`,
          ),
          ';',
        )
      : '        previous = predicted;',
    '        states = next;',
    '      }',
  );
}
