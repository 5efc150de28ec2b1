import type { Engine } from '../../engine/engine';
import { UserError } from '../../spec/errors';
import type { GradientTrace, InspectedLayer, Inspection } from '../../spec/inspection';
import { cellLabels, countParameters, denseLayers } from '../../spec/layers';
import { networkOf, outputUnits } from '../../spec/network';
import type { ColumnScaler, SplitName } from '../../spec/run';
import { type OpenOptions, type OpenRun, openRun } from '../openRun';
import { ExampleData, unscaled } from './exampleData';
import { gradientTrace } from './gradientTrace';

/** A network of at most so many weights can be followed by hand. */
const byHand = 100;

/** Looks into the network of a finished run: what it does with an example, and how far back its gradients reach. */
export class Inspector {
  private readonly data: ExampleData;

  private constructor(private readonly opened: OpenRun) {
    this.data = new ExampleData(opened.task.dataset);
  }

  /** @throws UserError when the run is not finished, or its CSV was changed */
  static async open(folder: string, options: OpenOptions): Promise<Inspector> {
    return new Inspector(await openRun(folder, options));
  }

  /** Absolute path of the run folder. */
  get folder(): string {
    return this.opened.run.path;
  }

  /**
   * States, gates and outputs of one example.
   * @param index 0-based place in its part
   */
  async look(split: SplitName, index: number): Promise<Inspection> {
    const { engine, experiment, task } = this.opened;
    const examples = task.dataset.windows[split];
    const example = examples[index];
    if (example === undefined) {
      throw new UserError(
        `The ${split} part has ${examples.length} examples; there is no number ${index + 1}.`,
        'Choose a smaller number, or another part.',
      );
    }
    const steps = this.data.steps(example);
    const layers: InspectedLayer[] = [];
    for (const [layer, { name, layer: described }] of networkOf(experiment, engine.shapes).encoder.entries()) {
      const width = outputUnits(described);
      const one = Int32Array.of(example);
      const gates = engine.info.name === 'fused' ? await engine.gates(one, layer) : {};
      layers.push({
        name,
        cell: described.cell,
        activation: described.activation,
        bidirectional: described.bidirectional,
        label: `${described.bidirectional ? 'Bidirectional ' : ''}${cellLabels[described.cell]} ${described.units}`,
        hidden: rows(await engine.hiddenStates(one, layer), steps.length, width),
        gates: Object.fromEntries(
          Object.entries(gates).map(([gate, values]) => [gate, rows(values, steps.length, width)]),
        ),
      });
    }
    return {
      ...{ split, index, count: examples.length, steps, layers },
      inputs: this.data.inputs(example),
      outputs: await this.outputs(engine, example),
      ...this.byHand(example),
    };
  }

  /** Gradient norms of the finished network over its training part. */
  gradients(): Promise<GradientTrace> {
    const { engine, experiment, task } = this.opened;
    return gradientTrace(engine, experiment, task.dataset.windows.train, experiment.training.epochs);
  }

  dispose(): void {
    this.opened.engine.dispose();
  }

  /** The first predicted step of each target, or every class' probability; none where a decoder has to be stepped. */
  private async outputs(engine: Engine, example: number): Promise<Inspection['outputs']> {
    const { experiment, preprocessing } = this.opened;
    const { head } = networkOf(experiment, engine.shapes);
    if (head.steps === 'decoder' || experiment.task === 'generate') return [];
    const values = await engine.predict(Int32Array.of(example));
    const { from, to } = this.data.rowsOf(example);
    const last = head.steps === 'each' ? to - from - 1 : 0;
    if (head.kind === 'numbers') {
      const quantiles = Math.max(1, head.quantiles.length);
      return this.data.scalersOf(example).targets.map((scaler, k) => ({
        name: scaler.column,
        actual: this.data.actual(example, last, k),
        ...said(values[last * head.units + k * quantiles + Math.floor(quantiles / 2)], scaler),
      }));
    }
    const label = this.data.label(example, last);
    return (preprocessing.classes ?? []).map((name, k) => {
      const second = values[last] ?? NaN;
      const probability = head.kind === 'sigmoid' ? (k === 1 ? second : 1 - second) : values[last * head.units + k];
      return { name, actual: label === k ? 1 : 0, ...said(probability, undefined) };
    });
  }

  /** What a person needs to follow a small network with a pencil. */
  private byHand(example: number): Pick<Inspection, 'weights' | 'fed' | 'dense'> {
    const { engine, experiment } = this.opened;
    if (countParameters(experiment, engine.shapes) > byHand) return { weights: [], fed: [], dense: [] };
    const { inputs, dense, head, decoder } = networkOf(experiment, engine.shapes);
    const activations = denseLayers(experiment, engine.shapes);
    return {
      weights: engine.weights().map(({ name, shape, values }) => ({ name, shape: [...shape], values: [...values] })),
      fed: inputs.every(({ kind }) => kind === 'numbers') ? this.data.fed(example) : [],
      dense:
        decoder || head.known > 0
          ? []
          : dense.map(({ name }, i) => ({ name, activation: activations[i]?.activation ?? 'linear' })),
    };
  }
}

const said = (
  value: number | undefined,
  scaler: ColumnScaler | undefined,
): { predicted: number | null; computed: number | null } => ({
  predicted: unscaled(value, scaler),
  computed: unscaled(value, undefined),
});

/** The first `steps` rows of [steps, width] values. */
function rows(values: Float32Array, steps: number, width: number): (number | null)[][] {
  return Array.from({ length: steps }, (_, t) =>
    Array.from(values.subarray(t * width, (t + 1) * width), (value) => (Number.isFinite(value) ? value : null)),
  );
}
