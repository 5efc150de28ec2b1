import { type Block, type InputPart, type Network } from '../../spec/network';
import { black, type Code, call, layOut, list } from '../layout';
import { type ModelInput, modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { Sizes } from '../python/sizes';
import { decoderSteps, fixedBatch } from './chain';
import { denseLayer, embedding, headLayers, recurrentLayer } from './layers';
import { isPadded } from './padding';
import type { SizeArguments } from './sizeArguments';

/** A network that is no chain of layers in Keras' functional API: the lines of a function that leave `model`. */
export function functionalModel(pipeline: Pipeline, sizes: Sizes, given: SizeArguments): string[] {
  return new FunctionalModel(pipeline, sizes, given).lines();
}

const merges = { concat: 'Concatenate', sum: 'Add', mul: 'Multiply', ave: 'Average' } as const;

class FunctionalModel {
  private readonly written: string[] = [];
  private readonly network: Network;
  private readonly inputs: readonly ModelInput[];
  private readonly masked: boolean;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly sizes: Sizes,
    private readonly given: SizeArguments,
  ) {
    this.network = pipeline.network;
    this.inputs = modelInputs(pipeline);
    this.masked = isPadded(pipeline);
  }

  lines(): string[] {
    const { inputs, network } = this;
    const { encoder, decoder, head } = network;
    for (const input of inputs) this.assign(input, this.input(input));
    if (this.masked && !inputs.includes('mask')) this.assign('mask', 'keras.ops.not_equal(tokens, 0)');
    let state = this.source();
    const firstHanded = decoder?.initial === 'encoder' ? encoder.length - decoder.blocks.length : encoder.length;
    encoder.forEach((block, i) => {
      const top = i === encoder.length - 1;
      if (i >= firstHanded) state = this.handingOver(block, state, i - firstHanded, top);
      else if (top && decoder?.attention && readsContext(network)) state = this.givingContext(block, state);
      else {
        const { stateful } = this.pipeline.training;
        this.assign('x', recurrentLayer(block, { stateful }), this.read(state));
        state = 'x';
      }
    });
    if (decoder) state = this.decoder(state);
    if (head.known > 0) this.assign(state, concatenate(state, 'known'));
    for (const layer of headLayers(this.pipeline, this.sizes, this.given)) this.assign(state, layer, `(${state})`);
    const all: Code = inputs.length === 1 ? (inputs[0] ?? '') : list(inputs);
    this.assign('model', call('keras.Model', all, state));
    return this.written;
  }

  private input(input: ModelInput): Code {
    const { shapes, network, kind } = this.pipeline;
    const layer = (...given: string[]): Code => call('layers.Input', ...given, ...fixedBatch(this.pipeline));
    const steps = kind === 'forecast' ? 'TIME_STEPS' : 'None';
    const shape = (...sizes: string[]): string => (sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`);
    switch (input) {
      case 'rows':
        return layer(shape(steps, this.given.use('features', this.sizes.features)));
      case 'mask':
        return layer('(None,)', 'dtype="bool"');
      case 'known': {
        const columns = this.given.use('known_columns', this.sizes.known ?? '');
        if (network.head.known === 0) return layer(shape('None', columns));
        const ahead = decoderSteps(this.pipeline, this.sizes, this.given);
        return layer(shape(ahead === '1' ? columns : `${ahead} * ${columns}`));
      }
      case 'previous':
        return layer(shape('None', String(shapes.targets)));
      case 'tokens':
      case 'said':
        return layer('(None,)', 'dtype="int32"');
      default:
        return layer(shape(steps), 'dtype="int32"');
    }
  }

  /** What the encoder reads, in one variable. */
  private source(): string {
    const { inputs } = this.network;
    const parts = inputs.map((part) => {
      if (part.kind === 'numbers') return 'rows';
      const texts = this.sizes.vocabulary !== undefined;
      const tokens = part.kind === 'embedding' || part.kind === 'one-hot' ? part : null;
      if (!tokens) throw new Error(`not fed to an encoder: ${part.kind}`);
      if (texts && tokens.column === 0) {
        const vocabulary = this.given.use('vocabulary_size', this.sizes.vocabulary ?? '');
        return this.vectors(tokens, 'tokens', vocabulary, inputs.length === 1 ? 'x' : 'embedded');
      }
      const number = tokens.column + (texts ? 0 : 1);
      const values = this.given.use(`values_${number}`, this.sizes.categories?.[number - 1] ?? '');
      return this.vectors(tokens, `category_${number}`, values, inputs.length === 1 ? 'x' : `embedded_${number}`);
    });
    return this.beside(parts, 'x');
  }

  private vectors(part: InputPart, tokens: string, values: string, name: string): string {
    if (part.kind === 'embedding') this.assign(name, embedding(part, values), `(${tokens})`);
    else this.assign(name, call('keras.ops.one_hot', tokens, values));
    return name;
  }

  private beside(parts: readonly string[], name: string): string {
    const [only = ''] = parts;
    if (parts.length === 1) return only;
    this.assign(name, concatenate(...parts));
    return name;
  }

  /** An encoder layer whose states a decoder layer begins with. */
  private handingOver(block: Block, read: string, number: number, top: boolean): string {
    const states = this.statesName(number);
    const output = !top ? 'x' : block.returns === 'last' ? '_' : 'encoded';
    const layer = recurrentLayer(block, { states: true });
    if (!block.layer.bidirectional) {
      this.assign(`${output}, *${states}`, layer, this.read(read));
      return output;
    }
    const both = (state: string): string => `layers.Concatenate()([forward${state}, backward${state}])`;
    if (block.layer.cell === 'lstm') {
      this.assign(`${output}, forward_h, forward_c, backward_h, backward_c`, layer, this.read(read));
      this.assign(states, list([both('_h'), both('_c')]));
    } else {
      this.assign(`${output}, forward, backward`, layer, this.read(read));
      this.assign(states, list([both('')]));
    }
    return output;
  }

  /** The last encoder layer where attention looks at its steps, and its end is repeated. */
  private givingContext(block: Block, read: string): string {
    const { cell, bidirectional, merge } = block.layer;
    const cellState = cell === 'lstm' ? ', _' : '';
    const layer = recurrentLayer(block, { states: true });
    if (bidirectional) {
      this.assign(`encoded, forward${cellState}, backward${cellState}`, layer, this.read(read));
      this.assign('context', `layers.${merges[merge]}()([forward, backward])`);
    } else this.assign(`encoded, context${cellState}`, layer, this.read(read));
    return 'encoded';
  }

  /** @param encoded the variable of the encoder's output */
  private decoder(encoded: string): string {
    const { decoder } = this.network;
    if (!decoder) return encoded;
    const { attention, blocks, inputs, initial } = decoder;
    const parts = inputs.map((part) => {
      const alone = inputs.length === 1;
      switch (part.kind) {
        case 'context': {
          const name = alone ? 'y' : 'repeated';
          const repeat = call('layers.RepeatVector', decoderSteps(this.pipeline, this.sizes, this.given));
          this.assign(name, repeat, `(${attention ? 'context' : encoded})`);
          return name;
        }
        case 'embedding':
        case 'one-hot': {
          const classes = this.given.use('classes', this.sizes.classes ?? '');
          return this.vectors(part, 'said', classes, alone ? 'y' : 'embedded_said');
        }
        case 'numbers':
          throw new Error('not fed to a decoder: numbers');
        default:
          return part.kind;
      }
    });
    let y = this.beside(parts, 'y');
    blocks.forEach((block, j) => {
      const states = initial === 'encoder' ? `, initial_state=${this.statesName(j)}` : '';
      this.assign('y', recurrentLayer(block), `(${y}${states})`);
      y = 'y';
    });
    if (!attention) return y;
    const mask = this.masked ? ['mask=[None, mask]'] : [];
    this.assign('context', call('layers.Attention()', list(['y', 'encoded']), ...mask));
    this.assign('y', concatenate('context', 'y'));
    this.assign('y', denseLayer({ name: attention.name, activation: 'tanh' }, String(attention.width)), '(y)');
    return y;
  }

  private statesName(number: number): string {
    return (this.network.decoder?.blocks.length ?? 0) > 1 ? `states_${number + 1}` : 'states';
  }

  /** A recurrent layer's call. */
  private read(x: string): string {
    return this.masked ? `(${x}, mask=mask)` : `(${x})`;
  }

  private assign(name: string, code: Code, tail = ''): void {
    this.written.push(layOut(black, 1, `${name} = `, code, tail));
  }
}

const concatenate = (...parts: readonly string[]): Code => call('layers.Concatenate()', list(parts));

const readsContext = ({ decoder }: Network): boolean => decoder?.inputs.some(({ kind }) => kind === 'context') ?? false;
