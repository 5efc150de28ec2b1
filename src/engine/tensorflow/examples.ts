import type { InputPart, Network } from '../../spec/network';
import { tokenColumns } from '../../spec/shapes';
import type { DataOptions, EngineData, ModelShapes } from '../engine';
import { noData } from '../engineData';
import type { Expected } from '../losses';
import { gatherRows, gatherSteps } from '../windows';
import type { WindowLevel } from './windowScale';
import { scaleInputs, scaleOutputs, targetLevels } from './windowScale';

/** Examples with the same number of steps, which are computed together. */
export interface Group {
  /** Where they stand in the batch. */
  readonly positions: Int32Array;
  readonly steps: number;
  /** First source row and first target row of each. */
  readonly first: Int32Array;
  readonly target: Int32Array;
}

type TokenPart = Extract<InputPart, { kind: 'embedding' | 'one-hot' }>;

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
   * Examples by their number of steps, so that nothing is padded.
   * @throws RangeError for an example that there is not
   */
  groups(examples: Int32Array): Group[] {
    const { timeSteps } = this.shapes;
    const bySteps = new Map<number, { positions: number[]; first: number[]; target: number[] }>();
    examples.forEach((example, position) => {
      const [first, steps, target] = this.extent(example);
      const found = bySteps.get(steps) ?? { positions: [], first: [], target: [] };
      found.positions.push(position);
      found.first.push(first);
      found.target.push(target);
      bySteps.set(steps, found);
      if (!(steps >= 0 && steps <= timeSteps)) {
        throw new RangeError(`An example has ${steps} source steps; 0 to ${timeSteps} are expected.`);
      }
    });
    return [...bySteps].map(([steps, { positions, first, target }]) => ({
      steps,
      positions: Int32Array.from(positions),
      first: Int32Array.from(first),
      target: Int32Array.from(target),
    }));
  }

  /** Rows of outputs of examples: one each, or one a step. */
  count(groups: readonly Group[]): number {
    const each = this.network.head.steps === 'each';
    return groups.reduce((sum, { positions, steps }) => sum + positions.length * (each ? steps : 1), 0);
  }

  /**
   * What the first layer reads, time first: [steps, examples, width].
   * @param vectors learned vectors of a column of tokens, [vocabulary, width]
   */
  inputs({ first, steps }: Group, vectors: (column: number) => Float32Array): Float32Array {
    const { features, timeSteps } = this.shapes;
    const parts = this.network.inputs.map((part): Float32Array => {
      if (part.kind === 'embedding') return this.tokenVectors(part, first, steps, vectors(part.column));
      if (part.kind === 'one-hot') return this.tokenVectors(part, first, steps, null);
      const numbers = gatherSteps(this.data.inputs, first, { steps, width: features });
      const { windowScale } = this.options;
      if (windowScale) scaleInputs(numbers, this.data.inputs, first, windowScale, { timeSteps, features });
      return numbers;
    });
    return sideBySide(parts, steps * first.length);
  }

  /** Columns that stand beside the last state, [examples, head.known]; null without. */
  known({ target }: Group): Float32Array | null {
    const { head } = this.network;
    const width = this.shapes.known ?? 0;
    if (head.known === 0) return null;
    return gatherRows(this.data.known, target, { rows: head.known / width, width });
  }

  /** What the outputs of a group are to be, row by row. */
  expected({ first, target, steps }: Group): Expected {
    const { head } = this.network;
    const { targets: width } = this.shapes;
    const { labels, classWeights } = this.data;
    const each = head.steps === 'each';
    const rows = each ? steps : 1;
    const own = new Int32Array(labels.length > 0 ? rows * target.length : 0);
    if (own.length > 0) {
      target.forEach((row, b) => {
        for (let t = 0; t < rows; t++) own[t * target.length + b] = labels[row + t] ?? -1;
      });
    }
    const targets = each
      ? gatherSteps(this.data.targets, target, { steps, width })
      : gatherRows(this.data.targets, target, { rows: width > 0 ? this.shapes.horizon : 0, width });
    const levels = this.levels(first);
    if (levels) scaleOutputs(targets, levels, 'scale');
    return { targets, labels: own, classWeights };
  }

  /** Turns what a group predicts back into the units of the targets, in place. */
  turnBack(predictions: Float32Array, { first }: Group): void {
    const levels = this.levels(first);
    if (levels) scaleOutputs(predictions, levels, 'turn back', Math.max(1, this.network.head.quantiles.length));
  }

  /**
   * Adds the gradient by each token's vector.
   * @param byInputs [steps, examples, width] of what `inputs` gives
   * @param gradients of the vectors of a column of tokens, [vocabulary, width]
   */
  addEmbeddingGradient(
    { first, steps }: Group,
    byInputs: Float32Array,
    gradients: (column: number) => Float32Array,
  ): void {
    let from = 0;
    for (const part of this.network.inputs) {
      if (part.kind === 'embedding') {
        const gradient = gradients(part.column);
        const total = byInputs.length / (steps * first.length);
        this.eachToken(part, first, steps, (token, place) => {
          for (let k = 0; k < part.width; k++) {
            const i = token * part.width + k;
            gradient[i] = (gradient[i] ?? NaN) + (byInputs[place * total + from + k] ?? NaN);
          }
        });
      }
      from += part.width;
    }
  }

  private extent(example: number): readonly [first: number, steps: number, target: number] {
    const { timeSteps } = this.shapes;
    const { examples } = this.options;
    if (examples === undefined) return [example, timeSteps, example + timeSteps];
    if (!(example >= 0 && example < examples)) {
      throw new RangeError(`Example ${example} is not one of the ${examples}.`);
    }
    const [first = -1, steps = -1, target = -1] = this.data.index.subarray(4 * example, 4 * example + 3);
    return [first, steps, target];
  }

  private levels(first: Int32Array): WindowLevel[][] | null {
    const { windowScale } = this.options;
    return windowScale ? targetLevels(this.data.inputs, first, windowScale, this.shapes) : null;
  }

  private tokenVectors(
    part: TokenPart,
    first: Int32Array,
    steps: number,
    embedding: Float32Array | null,
  ): Float32Array {
    const { width } = part;
    const vectors = new Float32Array(steps * first.length * width);
    this.eachToken(part, first, steps, (token, place) => {
      if (embedding) vectors.set(embedding.subarray(token * width, (token + 1) * width), place * width);
      else vectors[place * width + token] = 1;
    });
    return vectors;
  }

  /** @throws RangeError for a token that is not in the vocabulary */
  private eachToken(
    { column, vocabulary }: TokenPart,
    first: Int32Array,
    steps: number,
    visit: (token: number, place: number) => void,
  ): void {
    const { tokens } = this.data;
    const count = tokenColumns(this.shapes).length;
    const own = tokens.subarray((column * tokens.length) / count, ((column + 1) * tokens.length) / count);
    first.forEach((row, b) => {
      for (let t = 0; t < steps; t++) {
        const token = own[row + t] ?? -1;
        if (!(token >= 0 && token < vocabulary)) {
          throw new RangeError(`Token ${token} of row ${row + t} is not one of the ${vocabulary}.`);
        }
        visit(token, t * first.length + b);
      }
    });
  }
}

/** Columns of several arrays of as many rows in one. */
function sideBySide(parts: readonly Float32Array[], rows: number): Float32Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const widths = parts.map(({ length }) => (rows === 0 ? 0 : length / rows));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const all = new Float32Array(rows * total);
  let from = 0;
  parts.forEach((part, i) => {
    const width = widths[i] ?? 0;
    for (let row = 0; row < rows; row++) all.set(part.subarray(row * width, (row + 1) * width), row * total + from);
    from += width;
  });
  return all;
}
