import type { Dataset, Scalers } from '../../data/dataset';
import { noData } from '../../engine/engineData';
import type { EngineData } from '../../spec/engineData';
import type { Inspection } from '../../spec/inspection';
import type { ColumnScaler } from '../../spec/run';
import { tokenColumns } from '../../spec/shapes';

/**
 * The data of a dataset in memory of its own, as an engine gets them: what example was fed, and what should have come.
 * Engines give no data back.
 */
export class ExampleData {
  private readonly data: EngineData;

  constructor(private readonly dataset: Dataset) {
    const { shapes, engineRows: rows, options } = dataset;
    const targetRows = options.targetRows ?? rows;
    this.data = {
      ...noData,
      inputs: new Float32Array(rows * shapes.features),
      targets: new Float32Array(targetRows * shapes.targets),
      mask: options.masked === true ? new Uint8Array(rows).fill(1) : null,
      tokens: new Int32Array(tokenColumns(shapes).length * rows),
      labels: new Int32Array(shapes.classes === undefined ? 0 : targetRows),
      known: new Float32Array(rows * (shapes.known ?? 0)),
      classWeights: new Float32Array(shapes.classes ?? 0).fill(1),
      index: new Int32Array(4 * (options.examples ?? 0)),
    };
    dataset.fill(this.data);
  }

  /** What turns an example's numbers into the data's own units. */
  scalersOf(example: number): Scalers {
    return this.dataset.scalersOf?.(example) ?? this.dataset.preprocessing;
  }

  /** Rows that an example reads, half-open, and the first row of its targets. */
  rowsOf(example: number): { from: number; to: number; targets: number } {
    const { shapes, options } = this.dataset;
    if (options.examples === undefined) {
      return { from: example, to: example + shapes.timeSteps, targets: example + shapes.timeSteps };
    }
    const [from = 0, steps = 0, targets = 0] = this.data.index.subarray(4 * example, 4 * example + 4);
    return { from, to: from + steps, targets };
  }

  /** What each source step is called: its token, its time, or its number. */
  steps(example: number): string[] {
    const { from, to } = this.rowsOf(example);
    const { dataset, data } = this;
    const { source, target } = dataset.preprocessing.vocabularies ?? {};
    const tokens = source ?? target; // a text that is written on is what is read
    return Array.from({ length: to - from }, (_, t) => {
      if (tokens && data.tokens.length > 0) return tokens[data.tokens[from + t] ?? 0] ?? '';
      return dataset.timeText?.(from + t) ?? String(t + 1);
    });
  }

  /** Numeric inputs in the data's own units. */
  inputs(example: number): Inspection['inputs'] {
    const { from, to } = this.rowsOf(example);
    const { features } = this.dataset.shapes;
    const { inputs: scalers } = this.scalersOf(example);
    return Array.from({ length: features }, (_, f) => ({
      name: scalers[f]?.column ?? `input ${f + 1}`,
      values: Array.from({ length: to - from }, (_v, t) =>
        unscaled(this.data.inputs[(from + t) * features + f], scalers[f]),
      ),
    }));
  }

  /** Numbers as the network reads them, [steps][columns]; empty where windows are scaled by themselves. */
  fed(example: number): (number | null)[][] {
    if (this.dataset.options.windowScale) return [];
    const { from, to } = this.rowsOf(example);
    const { features } = this.dataset.shapes;
    return Array.from({ length: to - from }, (_, t) =>
      Array.from(this.data.inputs.subarray((from + t) * features, (from + t + 1) * features), (value) =>
        unscaled(value, undefined),
      ),
    );
  }

  /** The number that should have come, in the data's own units. */
  actual(example: number, step: number, target: number): number | null {
    const { targets } = this.rowsOf(example);
    const { targets: width } = this.dataset.shapes;
    const value = this.data.targets[(targets + step) * width + target];
    return unscaled(value, this.scalersOf(example).targets[target]);
  }

  /** The class that should have come at a step. */
  label(example: number, step: number): number {
    return this.data.labels[this.rowsOf(example).targets + step] ?? -1;
  }
}

/** scaled · scale + shift */
export function unscaled(value: number | undefined, scaler: ColumnScaler | undefined): number | null {
  if (value === undefined || !Number.isFinite(value)) return null;
  return scaler ? value * scaler.scale + scaler.shift : value;
}
