import type { Loss } from '../../../spec/experiment';
import type { Head } from '../../../spec/network';
import * as ops from '../kernels/ops';
import { denseLayer } from '../layers/dense';
import type { Part } from '../layers/part';
import type { View } from '../memory/layout';
import { fromStep } from '../memory/layout';
import type { Context } from './context';
import { goesBack, maskAt } from './context';
import type { Model } from './model';
import { recordOperations } from './tape';

/** The dense layers, the loss, and what is predicted. */
export interface HeadProgram {
  /** Numbers, or logits that `probabilities` replaces: [rows, units] at each of `steps` steps. */
  readonly outputs: View;
  readonly steps: number;
  forward(): void;
  /** Softmax or sigmoid in place; nothing of numbers. */
  probabilities(): void;
  /** The sum of each row's losses, and the gradient by the outputs. */
  loss(): void;
  backward(): void;
  gradients(): void;
}

export interface HeadSetting {
  /** On the timeline of the steps that are predicted. */
  readonly context: Context;
  readonly model: Model;
  /** What the last recurrent layer hands on. */
  readonly parts: readonly Part[];
  readonly loss: Loss;
  /** Sums of the rows' losses (f64). */
  readonly losses: number;
  readonly constants: LossConstants;
}

/** Addresses of what a loss reads beside its targets. */
export interface LossConstants {
  /** Weights of the classes, f32. */
  readonly classWeights: number;
  /** Quantiles, f32. */
  readonly quantiles: number;
}

const ofNumbers: Partial<Record<Loss, number>> = {
  mse: ops.LOSS_MSE,
  mae: ops.LOSS_MAE,
  huber: ops.LOSS_HUBER,
  quantile: ops.LOSS_QUANTILE,
};

/** The loss that a head is trained with: probabilities always with their cross-entropy, numbers never. */
function lossNumber({ kind }: Head, loss: Loss): number {
  if (kind === 'softmax') return ops.LOSS_SOFTMAX;
  const number = kind === 'sigmoid' ? ops.LOSS_SIGMOID : ofNumbers[loss];
  if (number === undefined) throw new Error(`Numbers are not trained with the loss ${loss}.`);
  return number;
}

/** Operations that an output's loss takes, as of a product: e^x, and sums in double precision. */
const operationsOfLoss = 40;

export function headLayers(setting: HeadSetting): HeadProgram {
  const { context, model, losses, constants } = setting;
  const { head } = model.network;
  const { tables, tape, batchSize } = context;
  const steps = head.steps === 'last' ? 1 : context.timeSteps;
  const number = lossNumber(head, setting.loss);
  const ofClasses = head.kind !== 'numbers';
  let parts = withKnown(setting);
  const layers = model.dense.map(({ layer, kernel, bias }, i) => {
    // The gradient by logits takes their place: nobody reads them again.
    const inPlace = ofClasses && i === model.dense.length - 1;
    const program = denseLayer(context, layer, parts, { kernel, bias }, steps, inPlace);
    parts = program.output;
    return program;
  });
  const last = layers.at(-1);
  if (!last) throw new Error('A model ends with a dense layer.');
  const outputs = last.values;
  const gradient = goesBack(context) ? (parts[0]?.gradient ?? null) : null;
  const maskOf = (t: number): [address: number, stepBytes: number] =>
    head.steps === 'last' ? [0, 0] : [maskAt(context, t), context.mask === 0 ? 0 : batchSize];
  const eachRecord = (emit: (t: number, count: number, operations: number) => void): void => {
    const ofStep = operationsOfLoss * head.units * batchSize;
    const together = Math.max(1, Math.floor(recordOperations / ofStep));
    for (let t = 0; t < steps; t += together) {
      const count = Math.min(together, steps - t);
      emit(t, count, ofStep * count);
    }
  };

  return {
    outputs,
    steps,
    forward: () => {
      for (const layer of layers) layer.forward();
    },
    probabilities: () => {
      if (!ofClasses) return;
      eachRecord((t, count, operations) => {
        const { address, rowBytes, stepBytes } = fromStep(outputs, t);
        const places = [address, rowBytes, stepBytes, count, head.units, number, ...maskOf(t)];
        tape.emitCosting(operations, ops.PROBABILITIES, ...places);
      });
    },
    loss: () => {
      const quantiles = Math.max(1, head.quantiles.length);
      if (head.steps === 'last' && !ofClasses && head.quantiles.length === 0) {
        tape.emit(
          ops.LOSS,
          ...[outputs.address, outputs.rowBytes, tables.targets, gradient?.address ?? 0, gradient?.rowBytes ?? 0],
          ...[losses, head.units, number],
        );
        return;
      }
      const [table, stepBytes] = ofClasses ? [tables.labels, 4] : [tables.targets, (head.units / quantiles) * 4];
      // A decoder of tokens is to say the next one.
      const first = ofClasses && head.steps === 'decoder' ? 4 : 0;
      eachRecord((t, count, operations) => {
        const y = fromStep(outputs, t);
        const d = gradient ? fromStep(gradient, t) : null;
        tape.emitCosting(
          operations,
          ops.SEQUENCE_LOSS,
          ...[y.address, y.rowBytes, y.stepBytes, count, table, first + t * stepBytes, stepBytes],
          ...[d?.address ?? 0, d?.rowBytes ?? 0, d?.stepBytes ?? 0, losses, head.units, number, ...maskOf(t)],
          ...[constants.classWeights, constants.quantiles, quantiles, t > 0 ? 1 : 0],
        );
      });
    },
    backward: () => {
      for (const layer of layers.toReversed()) layer.backward();
    },
    gradients: () => {
      for (const layer of layers) layer.gradients();
    },
  };
}

/** The last state, and beside it the known columns of all predicted steps, whose rows lie one after the other. */
function withKnown({ context, model, parts }: HeadSetting): readonly Part[] {
  const { known } = model.network.head;
  if (known === 0) return parts;
  const firstRow = parts.reduce((sum, { width }) => sum + width, 0);
  const rows = { address: 0, table: context.tables.known, rowBytes: 0, stepBytes: 0 };
  return [...parts, { rows, firstRow, width: known, gradient: null }];
}
