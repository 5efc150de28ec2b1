import type { InputPart, Network } from '../../spec/network';
import { tokenColumns } from '../../spec/shapes';
import type { DataOptions, EngineData, ModelShapes } from '../engine';
import { noData } from '../engineData';
import type { Expected } from '../losses';
import { gatherRows, gatherSteps } from '../windows';
import { sideBySide } from './rows';
import type { TokenPart } from './tokens';
import { addTokenGradient, gatherTokens, tokenVectors } from './tokens';
import type { WindowLevel } from './windowScale';
import { scaleInputs, scaleOutputs, targetLevels } from './windowScale';

/** Examples with the same numbers of steps, which are computed together. */
export interface Group {
  /** Where they stand in the batch. */
  readonly positions: Int32Array;
  readonly source: Extent;
  readonly target: Extent;
}

/** Rows of examples. */
export interface Extent {
  /** First row of each. */
  readonly first: Int32Array;
  readonly steps: number;
}

/** What a network reads: an encoder the source, a decoder the target one step back. */
export type Side = 'source' | 'target';

/** The values of a weight by name. */
export type ValuesOf = (name: string) => Float32Array;

/** The data of an engine, and what is gathered of them for a batch. */
export class Examples {
  readonly data: EngineData;

  constructor(
    private readonly network: Network,
    private readonly shapes: ModelShapes,
    rows: number,
    private readonly options: DataOptions = {},
  ) {
    const { features, targets, classes, known = 0 } = shapes;
    const targetRows = options.targetRows ?? rows;
    this.data = {
      ...noData,
      inputs: new Float32Array(rows * features),
      targets: new Float32Array(targetRows * targets),
      tokens: new Int32Array(tokenColumns(shapes).length * rows),
      labels: new Int32Array(classes === undefined ? 0 : targetRows),
      known: new Float32Array(rows * known),
      classWeights: new Float32Array(classes ?? 0).fill(1),
      index: new Int32Array((options.examples ?? 0) * 4),
    };
  }

  /**
   * Examples by their numbers of steps, so that nothing is padded.
   * @param withTargets false: those of the target do not matter
   * @throws RangeError for an example that there is not
   */
  groups(examples: Int32Array, withTargets = true): Group[] {
    const bySteps = new Map<string, { positions: number[]; rows: ExampleRows[] }>();
    examples.forEach((example, position) => {
      const own = this.rowsOf(example);
      const key = this.network.decoder && withTargets ? `${own.sourceSteps} ${own.targetSteps}` : `${own.sourceSteps}`;
      const found = bySteps.get(key) ?? { positions: [], rows: [] };
      found.positions.push(position);
      found.rows.push(own);
      bySteps.set(key, found);
    });
    return [...bySteps.values()].map(({ positions, rows }) => ({
      positions: Int32Array.from(positions),
      source: { first: Int32Array.from(rows, ({ source }) => source), steps: rows[0]?.sourceSteps ?? 0 },
      target: { first: Int32Array.from(rows, ({ target }) => target), steps: rows[0]?.targetSteps ?? 0 },
    }));
  }

  /** Rows of outputs of groups: one an example, or one a step. */
  count(groups: readonly Group[]): number {
    return groups.reduce((sum, group) => sum + group.positions.length * this.predictedSteps(group), 0);
  }

  /** Steps that are predicted of each example of a group. */
  predictedSteps({ source, target }: Group): number {
    return { last: 1, each: source.steps, decoder: target.steps }[this.network.head.steps];
  }

  /** What an encoder or a decoder reads of the data, time first: [steps, examples, width]; null where that is nothing. */
  inputs(group: Group, side: Side, vectorsOf: ValuesOf): Float32Array | null {
    const { steps, first } = group[side];
    const parts = this.parts(side);
    if (parts.length === 0 || steps === 0) return null;
    return sideBySide(
      parts.map((part) => this.columns(part, group, side, vectorsOf)),
      steps * first.length,
    );
  }

  /** Columns that stand beside the last state, [examples, head.known]; null without. */
  known({ target: { first } }: Group): Float32Array | null {
    const { head } = this.network;
    const width = this.shapes.known ?? 0;
    if (head.known === 0) return null;
    return gatherRows(this.data.known, first, { rows: head.known / width, width });
  }

  /** What the outputs of a group are to be, row by row. */
  expected(group: Group): Expected {
    const { steps: of } = this.network.head;
    const { targets: width, horizon } = this.shapes;
    const { labels, classWeights } = this.data;
    const { first } = group.target;
    const steps = this.predictedSteps(group);
    const own = new Int32Array(labels.length > 0 ? steps * first.length : 0);
    if (own.length > 0) {
      const ahead = of === 'decoder' ? 1 : 0; // it reads row i and is to say row i + 1
      first.forEach((row, b) => {
        for (let t = 0; t < steps; t++) own[t * first.length + b] = labels[row + ahead + t] ?? -1;
      });
    }
    const targets =
      of === 'last'
        ? gatherRows(this.data.targets, first, { rows: width > 0 ? horizon : 0, width })
        : gatherSteps(this.data.targets, first, { steps, width });
    const levels = this.levels(group, steps);
    if (levels) scaleOutputs(targets, levels, 'scale');
    return { targets, labels: own, classWeights };
  }

  /** Turns what a group predicts back into the units of the targets, in place. */
  turnBack(predictions: Float32Array, group: Group): void {
    const levels = this.levels(group, this.predictedSteps(group));
    if (levels) scaleOutputs(predictions, levels, 'turn back', Math.max(1, this.network.head.quantiles.length));
  }

  /**
   * What the targets of each window are scaled by, the whole list for each of `steps`: [steps × windows][targets]; null
   * where windows are not scaled.
   */
  levels({ source: { first } }: Group, steps: number): WindowLevel[][] | null {
    const { windowScale } = this.options;
    if (!windowScale) return null;
    const levels = targetLevels(this.data.inputs, first, windowScale, this.shapes);
    return Array.from({ length: steps }, () => levels).flat();
  }

  /** Adds the gradients by the vectors of tokens. @param byInputs by what `inputs` gives */
  addEmbeddingGradients(group: Group, side: Side, byInputs: Float32Array, gradientOf: ValuesOf): void {
    let from = 0;
    for (const part of this.parts(side)) {
      if (part.kind === 'embedding') {
        const place = { from, width: part.width };
        addTokenGradient(this.tokens(part, group, side), byInputs, place, gradientOf(`${part.name}/embeddings`));
      }
      from += part.width;
    }
  }

  /** All that is read of the data; a decoder's context is not. */
  private parts(side: Side): readonly InputPart[] {
    const { inputs, decoder } = this.network;
    return side === 'source' ? inputs : (decoder?.inputs ?? []).filter(({ kind }) => kind !== 'context');
  }

  /** [steps, examples, width] of a part. */
  private columns(part: InputPart, group: Group, side: Side, vectorsOf: ValuesOf): Float32Array {
    const { first, steps } = group[side];
    const { features, targets, timeSteps, known = 0 } = this.shapes;
    switch (part.kind) {
      case 'numbers': {
        const numbers = gatherSteps(this.data.inputs, first, { steps, width: features });
        const { windowScale } = this.options;
        if (windowScale) scaleInputs(numbers, this.data.inputs, first, windowScale, { timeSteps, features });
        return numbers;
      }
      case 'previous': {
        const rowsBefore = first.map((row) => row - 1);
        const before = gatherSteps(this.data.targets, rowsBefore, { steps, width: targets });
        const levels = this.levels(group, steps);
        if (levels) scaleOutputs(before, levels, 'scale');
        return before;
      }
      case 'known':
        return gatherSteps(this.data.known, first, { steps, width: known });
      case 'embedding':
        return tokenVectors(part, this.tokens(part, group, side), vectorsOf(`${part.name}/embeddings`));
      case 'one-hot':
        return tokenVectors(part, this.tokens(part, group, side), null);
      case 'context':
        throw new Error('The context is not of the data.');
    }
  }

  /** @throws RangeError for a token that is not in the vocabulary */
  private tokens({ column, vocabulary }: TokenPart, group: Group, side: Side): Int32Array {
    const { tokens, labels } = this.data;
    if (side === 'target') return gatherTokens(labels, group.target, vocabulary);
    const rows = tokens.length / tokenColumns(this.shapes).length;
    return gatherTokens(tokens.subarray(column * rows, (column + 1) * rows), group.source, vocabulary);
  }

  private rowsOf(example: number): ExampleRows {
    const { timeSteps, horizon } = this.shapes;
    const { examples } = this.options;
    if (examples === undefined) {
      return { source: example, sourceSteps: timeSteps, target: example + timeSteps, targetSteps: horizon };
    }
    if (!(example >= 0 && example < examples)) {
      throw new RangeError(`Example ${example} is not one of the ${examples}.`);
    }
    const row = this.data.index.subarray(4 * example, 4 * example + 4);
    const [source = -1, sourceSteps = -1, target = -1, targetSteps = -1] = row;
    expectSteps(sourceSteps, timeSteps, 'source');
    if (this.network.decoder) expectSteps(targetSteps, horizon, 'target');
    return { source, sourceSteps, target, targetSteps };
  }
}

/** First row and number of rows of an example. */
interface ExampleRows {
  readonly source: number;
  readonly sourceSteps: number;
  readonly target: number;
  readonly targetSteps: number;
}

function expectSteps(steps: number, most: number, what: string): void {
  if (steps >= 0 && steps <= most) return;
  throw new RangeError(`An example has ${steps} ${what} steps; 0 to ${most} are expected.`);
}
