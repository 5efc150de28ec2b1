import type { Cell } from '../../../src/spec/experiment';

/** A network and its batches, as one line of the benchmark's table. */
export interface Shape {
  readonly cell: Cell;
  readonly units: number;
  readonly timeSteps: number;
  readonly features: number;
  readonly batchSize: number;
  readonly layers?: number;
  readonly bidirectional?: boolean;
  /** Tokens of sequences that differ in length, instead of windows of numbers; time steps are those of the longest. */
  readonly sequence?: 'text' | 'addition';
}

/** What the fused engine has to reach: its speed as a multiple of a peer's. */
export interface Floor {
  readonly ratio: number;
  /** The peer; without it the fastest one. */
  readonly peer?: string;
}

export interface Row {
  readonly shape: Shape;
  readonly purpose: 'train' | 'predict';
  readonly floors: readonly Floor[];
  /** Engines that cannot compute it, and are not missed. */
  readonly without?: readonly string[];
  /** Largest relative difference of two engines' losses, where it is not the usual one. */
  readonly tolerance?: number;
}

/** Windows that are predicted at once. */
export const predictedWindows = 10_000;

const train = (shape: Shape, ...floors: Floor[]): Row => ({ shape, purpose: 'train', floors });

/** Floors by measurement of the peers on two cores; what falls below one is a loss of speed. */
export const rows: readonly Row[] = [
  train({ cell: 'simple_rnn', units: 3, timeSteps: 12, features: 1, batchSize: 1 }, { ratio: 50 }),
  train({ cell: 'simple_rnn', units: 32, timeSteps: 24, features: 1, batchSize: 32 }, { ratio: 4 }),
  train({ cell: 'lstm', units: 32, timeSteps: 12, features: 1, batchSize: 32 }, { ratio: 3 }),
  train({ cell: 'lstm', units: 64, timeSteps: 24, features: 4, batchSize: 32 }, { ratio: 1.8 }),
  train({ cell: 'gru', units: 64, timeSteps: 24, features: 4, batchSize: 32 }, { ratio: 4 }),
  train({ cell: 'lstm', units: 64, timeSteps: 24, features: 4, batchSize: 32, bidirectional: true }, { ratio: 1.8 }),
  train({ cell: 'lstm', units: 128, timeSteps: 48, features: 8, batchSize: 32 }, { ratio: 1.1 }),
  train({ cell: 'lstm', units: 128, timeSteps: 48, features: 8, batchSize: 32, layers: 2 }, { ratio: 1.1 }),
  train(
    { cell: 'lstm', units: 256, timeSteps: 100, features: 8, batchSize: 64 },
    { ratio: 0.9 },
    { ratio: 1.5, peer: 'keras' },
  ),
  {
    ...train({ cell: 'lstm', units: 32, timeSteps: 36, features: 0, batchSize: 32, sequence: 'text' }, { ratio: 3 }),
    // Keras' Adam moves the vectors of a batch's tokens alone, those of the others not even by their momentum.
    tolerance: 5e-4,
  },
  {
    ...train(
      { cell: 'lstm', units: 128, timeSteps: 7, features: 0, batchSize: 64, sequence: 'addition' },
      { ratio: 2 },
    ),
    without: ['tfjs-node', 'tfjs-wasm'],
  },
  {
    shape: { cell: 'lstm', units: 64, timeSteps: 24, features: 4, batchSize: predictedWindows },
    purpose: 'predict',
    floors: [{ ratio: 3 }],
  },
];

const cellNames: Record<Cell, string> = { simple_rnn: 'SimpleRNN', gru: 'GRU', lstm: 'LSTM' };

/** `2 × LSTM 128, 48, 8, 32`: cell and units, time steps, features, batch. */
export function rowName({ shape, purpose }: Row): string {
  if (shape.sequence === 'text') return `text of 1,000 reviews, embedding 32, LSTM ${shape.units}, ${shape.batchSize}`;
  if (shape.sequence) return `addition as text, LSTM ${shape.units} to LSTM ${shape.units}, ${shape.batchSize}`;
  const { cell, units, timeSteps, features, batchSize, layers = 1, bidirectional = false } = shape;
  const cells = `${bidirectional ? 'bidirectional ' : ''}${layers > 1 ? `${layers} × ` : ''}${cellNames[cell]} ${units}`;
  return purpose === 'predict'
    ? `prediction of ${batchSize.toLocaleString('en')} windows, ${cells}, ${timeSteps}, ${features}`
    : `${cells}, ${timeSteps}, ${features}, ${batchSize}`;
}
