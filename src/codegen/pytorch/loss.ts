import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';

/** How the loss of a batch is computed from `outputs` and `y`, and what it is a mean over. */
export interface LossCode {
  /** An expression where one does: `F.mse_loss(outputs, y)`. */
  readonly expression: string;
  /** A function that it calls. */
  readonly functions: readonly string[];
  /** What the loss of a batch is a mean over, so that batches can be put together. */
  readonly count: string;
  /** How `y` is made a tensor. */
  readonly type: 'torch.float32' | 'torch.int64';
}

/** Whether examples have weights of their own, third in a part. */
export const isWeighted = ({ experiment: { training } }: Pipeline): boolean => training.classWeights === 'balanced';

/** Whether steps behind an example's own are marked in the mask that is fed, and not by a label of -1. */
const readsMask = (pipeline: Pipeline): boolean =>
  pipeline.network.head.steps === 'each' && modelInputs(pipeline).includes('mask');

const numberLosses: Readonly<Record<string, string>> = {
  mse: 'F.mse_loss',
  mae: 'F.l1_loss',
  huber: 'F.huber_loss',
};

export function lossCode(pipeline: Pipeline): LossCode {
  const { head } = pipeline.network;
  if (head.kind === 'softmax') return softmax(pipeline);
  if (head.kind === 'sigmoid') return sigmoid(pipeline);
  const { loss } = pipeline.training;
  const type = 'torch.float32';
  if (loss === 'quantile') {
    return { expression: 'pinball(outputs, y)', functions: [pinball(head.quantiles)], count: 'len(y)', type };
  }
  const of = numberLosses[loss];
  if (of === undefined) throw new Error(`Numbers are not trained with ${loss}.`);
  return readsMask(pipeline)
    ? { expression: `${of}(outputs[mask], y[mask])`, functions: [], count: 'mask.sum().item()', type }
    : { expression: `${of}(outputs, y)`, functions: [], count: 'len(y)', type };
}

/** The loss of Koenker and Bassett, 1978. */
const pinball = (quantiles: readonly number[]): string => `def pinball(outputs, y):
    """A share q of what comes shall lie below the outputs, which are quantiles of each y."""
    q = torch.tensor([${quantiles.join(', ')}])
    error = y[..., None] - outputs.reshape(*y.shape, -1)
    return torch.maximum(q * error, (q - 1) * error).mean()`;

function softmax(pipeline: Pipeline): LossCode {
  const type = 'torch.int64';
  const last = pipeline.network.head.steps === 'last';
  // Cross-entropy wants classes second.
  const outputs = last ? 'outputs' : 'outputs.transpose(1, 2)';
  const ignored = last ? '' : ', ignore_index=-1';
  const count = last ? 'len(y)' : '(y >= 0).sum().item()';
  if (!isWeighted(pipeline))
    return { expression: `F.cross_entropy(${outputs}, y${ignored})`, functions: [], count, type };
  const mean = last ? 'return (weight * losses).mean()' : 'return (weight * losses).sum() / (y >= 0).sum()';
  const text = `def weighted_loss(outputs, y, weight):
    """Cross-entropy, by the weights of the classes."""
    losses = F.cross_entropy(${outputs}, y${ignored}, reduction="none")
    ${mean}`;
  return { expression: 'weighted_loss(outputs, y, weight)', functions: [text], count, type };
}

function sigmoid(pipeline: Pipeline): LossCode {
  const type = 'torch.float32';
  const weighted = isWeighted(pipeline);
  const call = (outputs: string, y: string, weight: string): string =>
    `F.binary_cross_entropy_with_logits(${outputs}, ${y}${weighted ? `, ${weight}` : ''})`;
  if (pipeline.network.head.steps === 'last') {
    return { expression: call('outputs[:, 0]', 'y', 'weight'), functions: [], count: 'len(y)', type };
  }
  const text = `def step_loss(outputs, y${weighted ? ', weight' : ''}):
    """Cross-entropy of the real steps."""
    real = y >= 0
    return ${call('outputs[..., 0][real]', 'y[real]', 'weight[real]')}`;
  return {
    expression: `step_loss(outputs, y${weighted ? ', weight' : ''})`,
    functions: [text],
    count: '(y >= 0).sum().item()',
    type,
  };
}

/** Names that a batch is taken apart into: `*x, y`, `*x, y, weight`. */
export function batchNames(pipeline: Pipeline): { readonly names: string; readonly inputs: string } {
  const weight = isWeighted(pipeline) ? ', weight' : '';
  const inputs = modelInputs(pipeline);
  if (inputs.length === 1) return { names: `x, y${weight}`, inputs: 'x' };
  if (readsMask(pipeline)) return { names: `*x, mask, y${weight}`, inputs: '*x, mask' };
  return { names: `*x, y${weight}`, inputs: '*x' };
}
