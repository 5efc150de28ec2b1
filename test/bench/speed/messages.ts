import type { NamedWeight } from '../../../src/engine/engine';
import type { Experiment } from '../../../src/spec/experiment';
import type { SequenceWork } from './sequenceWork';
import type { Workload } from './workload';

/**
 * What the benchmark and an engine's process say to each other, one JSON object a line. The process begins with
 * `Greeting` and then answers every request in turn; peer.py is the same for Python.
 */
export type Request =
  | { readonly do: 'load'; readonly purpose: 'train' | 'predict'; readonly workload: WorkloadMessage }
  /** Losses of the first steps from the initial weights, each before its update. */
  | { readonly do: 'losses'; readonly variant: string; readonly steps: number }
  | { readonly do: 'train' | 'predict'; readonly variant: string; readonly steps: number }
  /** What a prediction gives. */
  | { readonly do: 'outputs'; readonly variant: string };

export interface Greeting {
  readonly ready: true;
  readonly versions: Readonly<Record<string, string>>;
}

/** Arrays are base64 of little-endian float32 or int32. */
export interface WorkloadMessage {
  readonly cell: string;
  readonly layers: number;
  readonly units: number;
  readonly bidirectional: boolean;
  readonly timeSteps: number;
  readonly features: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly experiment: Experiment;
  readonly weights: readonly { name: string; shape: readonly number[]; values: string }[];
  readonly inputs: string;
  readonly targets: string;
  readonly batches: string;
  readonly sequences: SequenceMessage | null;
}

export interface SequenceMessage extends Omit<SequenceWork, 'tokens' | 'labels' | 'index'> {
  readonly tokens: string;
  readonly labels: string;
  readonly index: string;
}

export interface Timing {
  readonly seconds: number;
  /** Steps that were really done; some ways of training do several at a time. */
  readonly steps: number;
}

export function toMessage(work: Workload): WorkloadMessage {
  const { model, window, data } = work.experiment;
  const layer = model.layers[0];
  if (!layer) throw new Error('A network has a recurrent layer.');
  return {
    cell: layer.cell,
    layers: model.layers.length,
    units: layer.units,
    bidirectional: layer.bidirectional,
    timeSteps: window.timeSteps,
    features: data.inputs.length,
    batchSize: work.batches[0]?.length ?? 0,
    learningRate: work.learningRate,
    experiment: work.experiment,
    weights: work.weights.map(({ name, shape, values }) => ({ name, shape, values: encode(values) })),
    inputs: encode(work.inputs),
    targets: encode(work.targets),
    batches: encode(Int32Array.from(work.batches.flatMap((starts) => [...starts]))),
    sequences: work.sequences && {
      ...work.sequences,
      tokens: encode(work.sequences.tokens),
      labels: encode(work.sequences.labels),
      index: encode(work.sequences.index),
    },
  };
}

export function fromMessage(message: WorkloadMessage): Workload {
  const starts = new Int32Array(decode(message.batches));
  const { batchSize, sequences } = message;
  const integers = (text: string): Int32Array => new Int32Array(decode(text));
  return {
    experiment: message.experiment,
    learningRate: message.learningRate,
    weights: message.weights.map(({ name, shape, values }): NamedWeight => ({
      name,
      shape,
      values: new Float32Array(decode(values)),
    })),
    inputs: new Float32Array(decode(message.inputs)),
    targets: new Float32Array(decode(message.targets)),
    batches: Array.from({ length: starts.length / batchSize }, (_, i) =>
      starts.slice(i * batchSize, (i + 1) * batchSize),
    ),
    sequences: sequences && {
      ...sequences,
      tokens: integers(sequences.tokens),
      labels: integers(sequences.labels),
      index: integers(sequences.index),
    },
  };
}

export function encode(values: Float32Array | Int32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

export function decode(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer;
}
