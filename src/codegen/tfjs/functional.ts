import type { Block, InputPart } from '../../spec/network';
import { type Code, call, layOut, prettier } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import { ownWords } from './decoding';
import { lines } from './lines';
import { denseLayer, inputLayer, inputShape, recurrentLayer } from './layers';
import { sizesOfData } from './sizes';

/** The model inputs of a TensorFlow.js program: sequences of one length are computed together, so that none is masked. */
export const programInputs = (pipeline: Pipeline): ReturnType<typeof modelInputs> =>
  modelInputs(pipeline).filter((input) => input !== 'mask');

/** Names of the layers that have weights, in the order of the weights. */
export function weightedLayers({ network }: Pipeline): string[] {
  const { inputs, encoder, decoder, dense } = network;
  const vectors = (parts: readonly InputPart[]): string[] =>
    parts.flatMap((part) => (part.kind === 'embedding' ? [part.name] : []));
  return [
    ...vectors(inputs),
    ...encoder.map(({ name }) => name),
    ...vectors(decoder?.inputs ?? []),
    ...(decoder?.blocks ?? []).map(({ name }) => name),
    ...(decoder?.attention ? [decoder.attention.name] : []),
    ...dense.map(({ name }) => name),
  ];
}

const applyFunction = `/** The outputs of a layer: what it says, and its states where it returns them. */
function apply(
  layer: tf.layers.Layer,
  ...inputs: tf.SymbolicTensor[]
): tf.SymbolicTensor[] {
  return [layer.apply(inputs)].flat() as tf.SymbolicTensor[];
}`;

/** The same, also of numbers. */
const applyToTensors = `/** The outputs of a layer: what it says, and its states where it returns them. */
function apply<T extends tf.SymbolicTensor | tf.Tensor>(
  layer: tf.layers.Layer,
  ...inputs: T[]
): T[] {
  return [layer.apply(inputs as tf.Tensor[])].flat() as T[];
}`;

/** A network that is no chain of layers. */
export function functionalModel(pipeline: Pipeline, signature: string): string[] {
  return [
    ownWords(pipeline) || pipeline.kind === 'writing' ? applyToTensors : applyFunction,
    new Graph(pipeline).text(signature),
  ];
}

/** `const [names] = apply(layer, inputs)` */
interface Statement {
  readonly names: readonly string[];
  readonly layer: Code;
  readonly inputs: readonly string[];
}

class Graph {
  private readonly statements: Statement[] = [];

  constructor(private readonly pipeline: Pipeline) {}

  text(signature: string): string {
    const { network } = this.pipeline;
    const inputs = programInputs(this.pipeline);
    const fed = inputs.map((input) => layOut(prettier, 1, `const ${identifier(input)} = `, this.input(input), ';'));
    const { encoder, decoder, head } = network;
    const read = this.beside(this.parts(network.inputs, false), 'read');
    let states: string[][] = [];
    let x = read;
    const takes = decoder?.initial === 'encoder' ? decoder.blocks.length : 0;
    encoder.forEach((block, i) => {
      const isTop = i === encoder.length - 1;
      const endOfTop = isTop && decoder?.attention !== undefined && decoder?.attention !== null && takes === 0;
      const writes = this.pipeline.kind === 'writing' && 'unnamed';
      const returnsState = i >= encoder.length - takes || endOfTop || writes;
      const [out, own] = this.recurrent(block, [x], variable('encoded', i, encoder.length), returnsState);
      x = out;
      if (returnsState === true) states = [...states, own];
    });
    if (decoder) x = this.decoder(x, states);
    else if (head.known > 0) x = this.beside([x, 'known'], 'beside');
    this.pipeline.dense.forEach((_, i) => {
      const isLast = i === this.pipeline.dense.length - 1;
      x = this.apply(
        isLast ? 'outputs' : variable('hidden', i, this.pipeline.dense.length - 1),
        denseLayer(this.pipeline, i, true),
        x,
      );
    });
    const names = inputs.map(identifier);
    return lines(
      `function ${signature}: tf.LayersModel {`,
      fed,
      this.written(),
      layOut(
        prettier,
        1,
        'return ',
        {
          open: 'tf.model({',
          items: [names.length === 1 ? `inputs: ${names[0]}` : `inputs: [${names.join(', ')}]`, 'outputs'],
          close: '})',
          padded: true,
        },
        ';',
      ),
      '}',
    );
  }

  private input(input: ReturnType<typeof programInputs>[number]): Code {
    const { pipeline } = this;
    const sizes = sizesOfData(pipeline);
    const known = sizes.includes('known') ? 'sizes.known' : String(pipeline.shapes.known ?? 0);
    const steps = pipeline.experiment.window.strategy === 'recursive' ? 1 : pipeline.experiment.window.horizon;
    const numbers = (shape: string): Code => ({
      open: 'tf.input({',
      items: [`shape: ${shape}`],
      close: '})',
      padded: true,
    });
    switch (input) {
      case 'rows':
        return numbers(inputShape(pipeline));
      case 'known':
        return numbers(
          pipeline.network.decoder
            ? `[${pipeline.network.decoder.initial === 'zero' ? 'HORIZON' : 'null'}, ${known}]`
            : `[${steps === 1 ? known : `HORIZON * ${known}`}]`,
        );
      case 'previous':
        return numbers(`[null, ${pipeline.targets.length}]`);
      default:
        return {
          open: 'tf.input({',
          items: [`shape: [${pipeline.kind === 'forecast' ? 'TIME_STEPS' : 'null'}]`, 'dtype: "int32"'],
          close: '})',
          padded: true,
        };
    }
  }

  /** Variables of input parts; tokens become vectors. */
  private parts(parts: readonly InputPart[], target: boolean): string[] {
    const tokens = this.pipeline.kind === 'writing' || this.pipeline.shapes.vocabulary !== undefined;
    return parts.map((part) => {
      switch (part.kind) {
        case 'numbers':
          return 'rows';
        case 'known':
        case 'previous':
        case 'context':
          return part.kind;
        default: {
          const input = target ? 'said' : tokens ? 'tokens' : identifier(`category_${part.column + 1}`);
          return this.apply(`${input}Vectors`, inputLayer(this.pipeline, part, true, target), input);
        }
      }
    });
  }

  private decoder(encoded: string, states: readonly (readonly string[])[]): string {
    const { decoder, encoder } = this.pipeline.network;
    if (!decoder) return encoded;
    const { blocks, attention } = decoder;
    const parts = decoder.inputs.map((part) => {
      if (part.kind !== 'context') return this.parts([part], true)[0] ?? '';
      const end = attention ? this.endOf(encoder.at(-1), states.at(-1) ?? []) : encoded;
      return this.apply(
        'repeated',
        { open: 'tf.layers.repeatVector({', items: ['n: HORIZON'], close: '})', padded: true },
        end,
      );
    });
    let x = this.beside(parts, 'told');
    const before = encoder.length - blocks.length;
    blocks.forEach((block, j) => {
      const from = encoder[before + j];
      const own = decoder.initial === 'encoder' && from ? this.handedOver(from, states[j] ?? [], j) : [];
      const returns = ownWords(this.pipeline) ? 'unnamed' : false;
      [x] = this.recurrent(block, [x, ...own], variable('decoded', j, blocks.length), returns);
    });
    if (!attention) return x;
    const scores = this.apply('scores', 'tf.layers.dot({ axes: [2, 2] })', x, encoded);
    const looks = this.apply('looks', 'tf.layers.activation({ activation: "softmax" })', scores);
    const context = this.apply('context', 'tf.layers.dot({ axes: [2, 1] })', looks, encoded);
    const joined = this.beside([context, x], 'joined');
    const options = [`name: "${attention.name}"`, `units: ${attention.width}`, 'activation: "tanh"'];
    return this.apply('attended', { open: 'tf.layers.dense({', items: options, close: '})', padded: true }, joined);
  }

  /** The last output of a layer that gives all of them: its state, of both directions put together. */
  private endOf(block: Block | undefined, states: readonly string[]): string {
    if (!block?.layer.bidirectional) return states[0] ?? '';
    const back = states[block.layer.cell === 'lstm' ? 2 : 1] ?? '';
    const merge = { concat: 'concatenate', sum: 'add', mul: 'multiply', ave: 'average' }[block.layer.merge];
    return this.apply('end', `tf.layers.${merge}()`, states[0] ?? '', back);
  }

  /** States that a decoder layer begins with: those of both directions side by side. */
  private handedOver({ layer }: Block, states: readonly string[], j: number): string[] {
    if (!layer.bidirectional) return [...states];
    const half = states.length / 2;
    const { length } = this.pipeline.network.decoder?.blocks ?? [];
    return Array.from({ length: half }, (_, s) =>
      this.beside([states[s] ?? '', states[half + s] ?? ''], variable(s === 0 ? 'state' : 'cell', j, length ?? 1)),
    );
  }

  /** @param returnsState `unnamed`: states that are for later, not for this network */
  private recurrent(
    block: Block,
    inputs: readonly string[],
    name: string,
    returnsState: boolean | 'unnamed',
  ): [string, string[]] {
    const layer = recurrentLayer(this.pipeline, block, [`name: "${block.name}"`], returnsState !== false);
    const each = block.layer.cell === 'lstm' ? ['h', 'c'] : ['h'];
    const suffix = /\d*$/.exec(name)?.[0] ?? '';
    const states =
      returnsState !== true
        ? []
        : block.layer.bidirectional
          ? ['forward', 'backward'].flatMap((way) => each.map((one) => `${way}${one.toUpperCase()}${suffix}`))
          : each.map((one) => `${one}${suffix}`);
    // The last output is one of its states.
    const out = name;
    this.statements.push({ names: [out, ...states], layer, inputs });
    return [out, states];
  }

  /** Side by side, where there are several. */
  private beside(parts: readonly string[], name: string): string {
    const [only = ''] = parts;
    return parts.length === 1 ? only : this.apply(name, 'tf.layers.concatenate()', ...parts);
  }

  private apply(name: string, layer: Code, ...inputs: readonly string[]): string {
    this.statements.push({ names: [name], layer, inputs });
    return name;
  }

  /** What nobody reads has no name. */
  private written(): string[] {
    const read = new Set(['outputs', ...this.statements.flatMap(({ inputs }) => inputs)]);
    return this.statements.map(({ names, layer, inputs }) => {
      const last = names.findLastIndex((name) => read.has(name));
      const named = names.slice(0, last + 1).map((name) => (read.has(name) ? name : ''));
      return layOut(prettier, 1, `const [${named.join(', ')}] = `, call('apply', layer, ...inputs), ';');
    });
  }
}

/** `encoded` where there is one, `encoded1`, `encoded2` where there are more. */
const variable = (base: string, i: number, of: number): string => (of > 1 ? `${base}${i + 1}` : base);

/** As TypeScript names it: `category1`. */
export const identifier = (input: string): string => input.replace('_', '');
