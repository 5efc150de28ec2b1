import type { Block, InputPart } from '../../spec/network';
import { type Code, black, call, layOut, list } from '../layout';
import { isSingleRow, modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';
import type { Sizes } from '../python/sizes';
import { activated } from './activations';
import { isOwn } from './blocks';
import { predictedSteps, vocabularySize } from './constructor';
import { maskArgument } from './ownCells';

/**
 * Whether sequences differ in length so that it matters: not where every step is said from those before it alone, for what
 * is padded stands behind them and does not count; nor where each is one row.
 */
export function isMasked(pipeline: Pipeline): boolean {
  const { kind } = pipeline;
  return (kind === 'sequences' && !isSingleRow(pipeline)) || kind === 'texts' || kind === 'pairs';
}

/** The body of `Model.forward`. */
export function forwardLines(pipeline: Pipeline, sizes: Sizes): string[] {
  return new Forward(pipeline, sizes).write();
}

class Forward {
  private readonly lines: string[] = [];
  /** The expression that the next layer reads. */
  private x = '';

  constructor(
    private readonly pipeline: Pipeline,
    private readonly sizes: Sizes,
  ) {}

  write(): string[] {
    const { encoder, decoder } = this.pipeline.network;
    if (isMasked(this.pipeline) && modelInputs(this.pipeline).includes('tokens')) {
      this.assign('mask', 'tokens != 0');
    }
    if (this.goesOn && encoder.length > 1) {
      this.assign(this.allStates(), `states or (${encoder.map(() => 'None').join(', ')})`);
    }
    this.read(this.pipeline.network.inputs, 'source');
    encoder.forEach((block, i) => {
      if (this.goesOn) this.statefulLayer(block, i);
      else this.encoderLayer(block, i);
    });
    if (decoder) this.decoder();
    this.head();
    return this.lines;
  }

  private assign(name: string, code: Code): void {
    this.lines.push(layOut(black, 2, `${name} = `, code));
  }

  /** Puts what is fed at each step side by side. */
  private read(parts: readonly InputPart[], side: 'source' | 'target'): void {
    const read = parts.map((part) => this.part(part, side));
    const [only = ''] = read;
    if (read.length > 1) this.put(call('torch.cat', list(read), 'dim=-1'));
    else if (/^\w+$/.test(only)) this.x = only;
    else this.put(only);
  }

  private put(code: Code, name = 'x'): void {
    this.assign(name, code);
    this.x = name;
  }

  private part(part: InputPart, side: 'source' | 'target'): string {
    switch (part.kind) {
      case 'numbers':
        return 'rows';
      case 'previous':
      case 'known':
        return part.kind;
      case 'context':
        return `context[:, None].expand(-1, ${this.size(predictedSteps(this.pipeline, this.sizes))}, -1)`;
      case 'embedding':
        return `self.${part.name}(${this.tokens(side, part.column)})`;
      case 'one-hot': {
        const size = vocabularySize(this.pipeline, this.sizes, side, part.column);
        return `F.one_hot(${this.tokens(side, part.column)}.long(), ${this.size(size)}).float()`;
      }
    }
  }

  /** A size as `forward` reads it. */
  private size(size: string): string {
    return /^\d+$/.test(size) ? size : `self.${size}`;
  }

  private tokens(side: 'source' | 'target', column: number): string {
    if (side === 'target') return 'said';
    const texts = this.pipeline.shapes.vocabulary === undefined ? 0 : 1;
    return column < texts ? 'tokens' : `category_${column - texts + 1}`;
  }

  /** Whether a batch goes on with the states that the one before ended with. */
  private get goesOn(): boolean {
    return this.pipeline.training.stateful;
  }

  /** Names of the states of all layers: `states_1, states_2`. */
  private allStates(): string {
    const { encoder } = this.pipeline.network;
    return encoder.length === 1 ? 'states' : encoder.map((_, i) => `states_${i + 1}`).join(', ');
  }

  /** A layer that begins with given states. */
  private statefulLayer(block: Block, i: number): void {
    this.drop(block);
    const states = this.pipeline.network.encoder.length === 1 ? 'states' : `states_${i + 1}`;
    const each = block.returns === 'each';
    this.assign(`${each ? 'x' : '_'}, ${states}`, call(`self.${block.name}`, this.x, states));
    this.x = each ? 'x' : block.layer.cell === 'lstm' ? `${states}[0][-1]` : `${states}[-1]`;
  }

  private encoderLayer(block: Block, i: number): void {
    const { encoder, decoder } = this.pipeline.network;
    const taken = decoder?.initial === 'encoder' ? i - (encoder.length - decoder.blocks.length) : -1;
    const isTop = i === encoder.length - 1;
    const context = isTop && (decoder?.inputs.some(({ kind }) => kind === 'context') ?? false);
    const outputs = isTop && decoder?.attention ? 'source' : 'x';
    const masked = isMasked(this.pipeline);
    const own = isOwn(block.layer);
    this.drop(block);
    const layer = `self.${block.name}`;
    const mask = own ? maskArgument(this.pipeline.network, block.layer) : 'mask';
    const run = own || !masked ? call(layer, this.x, ...(masked ? [mask] : [])) : call('run', layer, this.x, mask);
    const each = block.returns === 'each';
    const end = block.layer.cell === 'lstm' ? '(h, _)' : 'h';
    const states = taken >= 0 ? this.statesOf(taken) : context || !each ? end : '_';
    this.assign(`${each ? outputs : '_'}, ${states}`, run);
    if (each) this.mergeSequence(block, outputs);
    if (taken >= 0 && block.layer.bidirectional) this.handOver(block, states);
    if (context) this.assign('context', mergedEnd(block));
    this.x = each ? outputs : mergedEnd(block);
  }

  /** The states that decoder layer j begins with. */
  private statesOf(j: number): string {
    return this.pipeline.network.decoder?.blocks.length === 1 ? 'states' : `states_${j + 1}`;
  }

  private drop({ layer: { dropout } }: Block): void {
    if (dropout > 0) this.put(call('dropout', this.x, String(dropout), 'self.training'));
  }

  private mergeSequence({ layer }: Block, name: string): void {
    if (!layer.bidirectional || layer.merge === 'concat') return;
    this.assign('ahead, back', `${name}.chunk(2, dim=-1)`);
    this.assign(name, { sum: 'ahead + back', mul: 'ahead * back', ave: '(ahead + back) / 2' }[layer.merge]);
  }

  /** Both directions side by side are one state of the decoder. */
  private handOver({ layer }: Block, states: string): void {
    const both = (state: string): string => `torch.cat([${state}[0], ${state}[1]], dim=-1)[None]`;
    this.assign(
      states,
      layer.cell === 'lstm' ? { open: 'tuple(', items: [`${both('s')} for s in ${states}`], close: ')' } : both(states),
    );
  }

  private decoder(): void {
    const { decoder } = this.pipeline.network;
    if (!decoder) return;
    this.lines.push('');
    this.read(decoder.inputs, 'target');
    decoder.blocks.forEach((block, j) => {
      this.drop(block);
      const begin = decoder.initial === 'encoder' ? [this.statesOf(j)] : [];
      this.assign('x, _', call(`self.${block.name}`, this.x, ...begin));
      this.x = 'x';
    });
    if (decoder.attention) this.attend(decoder.attention.name);
  }

  private attend(name: string): void {
    this.lines.push('        # Attention (Luong): each step looks back at the source, weighted by products.');
    this.assign('scores', 'x @ source.transpose(1, 2)');
    if (isMasked(this.pipeline)) this.assign('scores', 'scores.masked_fill(~mask[:, None], -torch.inf)');
    this.assign('context', 'scores.softmax(dim=-1) @ source');
    this.put(`torch.tanh(self.${name}(torch.cat([context, x], dim=-1)))`);
  }

  /** What is given back beside the outputs. */
  private ended(): string {
    if (!this.goesOn) return '';
    return this.pipeline.network.encoder.length === 1 ? ', states' : `, (${this.allStates()})`;
  }

  private head(): void {
    const { dense, head, decoder } = this.pipeline.network;
    if (decoder) this.lines.push('');
    if (head.known > 0) this.put(`torch.cat([${this.x}, known], dim=-1)`);
    dense.forEach(({ name, activation }, i) => {
      const value = activated(activation, `self.${name}(${this.x})`);
      if (i < dense.length - 1) this.put(value);
      else this.lines.push(`        return ${value}${this.ended()}`);
    });
  }
}

/** The state that a layer ended with, both directions as the layer merges them. */
function mergedEnd({ layer }: Block): string {
  if (!layer.bidirectional) return 'h[-1]';
  return {
    concat: 'torch.cat([h[0], h[1]], dim=-1)',
    sum: 'h[0] + h[1]',
    mul: 'h[0] * h[1]',
    ave: '(h[0] + h[1]) / 2',
  }[layer.merge];
}
