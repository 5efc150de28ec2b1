import { black, layOut } from '../layout';
import { modelInputs } from '../modelInputs';
import type { Pipeline } from '../pipeline';

/** How the loss of a batch is computed from `outputs` and `y`, and what it is a mean over. */
export interface LossCode {
  /** An expression where one does: `F.mse_loss(outputs, y)`. */
  readonly expression: string;
  /** A function that it calls, and constants of that. */
  readonly functions: readonly string[];
  readonly constants?: readonly string[];
  /** What the loss of a batch is a mean over, so that batches can be put together. */
  readonly count: string;
  /** How `y` is made a tensor. */
  readonly type: 'torch.float32' | 'torch.int64';
}

/** Whether examples have weights of their own, third in a part. */
export const isWeighted = ({ experiment: { training } }: Pipeline): boolean => training.classWeights === 'balanced';

/** Whether steps behind an example's own are marked in the mask that is fed, and not by a label of -1. */
const readsMask = (pipeline: Pipeline): boolean =>
  pipeline.network.head.kind === 'numbers' &&
  pipeline.network.head.steps === 'each' &&
  modelInputs(pipeline).includes('mask');

const numberLosses: Readonly<Record<string, string>> = {
  mse: 'F.mse_loss',
  mae: 'F.l1_loss',
  huber: 'F.huber_loss',
};

/** The loss, with the function that the training and the validation part share. */
export function lossCode(pipeline: Pipeline): LossCode {
  const code = lossOf(pipeline);
  return isShared(pipeline) ? code : { ...code, functions: [] };
}

/**
 * Lines that leave `loss` of a batch; what a function would be called for once stands there itself.
 * @param depth of their indentation
 */
export function lossLines(pipeline: Pipeline, depth: number): string[] {
  const { expression, functions } = lossOf(pipeline);
  const [text] = functions;
  if (text === undefined || isShared(pipeline)) return [layOut(black, depth, 'loss = ', expression)];
  const [, docstring = '', ...body] = text.split('\n').map((line) => line.trim());
  const lines = [docstring.replace(/^"+(.*?)"+$/, '# $1'), ...body.map((line) => line.replace(/^return /, 'loss = '))];
  return lines.map((line) => black.indent.repeat(depth) + line);
}

const isShared = ({ parts }: Pipeline): boolean => parts.includes('validation');

function lossOf(pipeline: Pipeline): LossCode {
  const { head } = pipeline.network;
  if (head.kind === 'softmax') return softmax(pipeline);
  if (head.kind === 'sigmoid') return sigmoid(pipeline);
  const { loss } = pipeline.training;
  const type = 'torch.float32';
  if (loss === 'quantile') {
    const constants = [`QUANTILES = [${head.quantiles.join(', ')}]`];
    return { expression: 'pinball_loss(outputs, y)', functions: [pinball], constants, count: 'len(y)', type };
  }
  const of = numberLosses[loss];
  if (of === undefined) throw new Error(`Numbers are not trained with ${loss}.`);
  return readsMask(pipeline)
    ? { expression: `${of}(outputs[mask], y[mask])`, functions: [], count: 'mask.sum().item()', type }
    : { expression: `${of}(outputs, y)`, functions: [], count: 'len(y)', type };
}

/** The loss of Koenker and Bassett, 1978. */
const pinball = `def pinball_loss(outputs, y):
    """Outputs are quantiles of y: a share q of what comes shall lie below."""
    q = torch.tensor(QUANTILES)
    error = y[..., None] - outputs.reshape(*y.shape, -1)
    return torch.maximum(q * error, (q - 1) * error).mean()`;

function softmax(pipeline: Pipeline): LossCode {
  const type = 'torch.int64';
  const weighted = isWeighted(pipeline);
  if (pipeline.network.head.steps === 'last') {
    const text = `def weighted_loss(outputs, y, weight):
    """Cross-entropy, by the weights of the classes."""
    losses = F.cross_entropy(outputs, y, reduction="none")
    return (weight * losses).mean()`;
    return weighted
      ? { expression: 'weighted_loss(outputs, y, weight)', functions: [text], count: 'len(y)', type }
      : { expression: 'F.cross_entropy(outputs, y)', functions: [], count: 'len(y)', type };
  }
  if (!weighted) {
    // PyTorch wants the classes second.
    const expression = 'F.cross_entropy(outputs.transpose(1, 2), y, ignore_index=-1)';
    return { expression, functions: [], count: '(y >= 0).sum().item()', type };
  }
  return ofSteps(
    type,
    `def step_loss(outputs, y, weight):
    """Cross-entropy of the real steps; PyTorch wants the classes second."""
    outputs = outputs.transpose(1, 2)
    losses = F.cross_entropy(outputs, y, reduction="none", ignore_index=-1)
    return (weight * losses).sum() / (y >= 0).sum()`,
    true,
  );
}

const ofSteps = (type: LossCode['type'], text: string, weighted: boolean): LossCode => ({
  expression: `step_loss(outputs, y${weighted ? ', weight' : ''})`,
  functions: [text],
  count: '(y >= 0).sum().item()',
  type,
});

function sigmoid(pipeline: Pipeline): LossCode {
  const type = 'torch.float32';
  const weighted = isWeighted(pipeline);
  if (pipeline.network.head.steps === 'last') {
    const expression = `F.binary_cross_entropy_with_logits(outputs[:, 0], y${weighted ? ', weight' : ''})`;
    return { expression, functions: [], count: 'len(y)', type };
  }
  const text = `def step_loss(outputs, y${weighted ? ', weight' : ''}):
    """Cross-entropy of the real steps."""
    real = y >= 0
    outputs = outputs[..., 0][real]
    return F.binary_cross_entropy_with_logits(outputs, y[real]${weighted ? ', weight[real]' : ''})`;
  return ofSteps(type, text, weighted);
}

/** Names that a batch is taken apart into: `*x, y`, `*x, y, weight`. */
export function batchNames(pipeline: Pipeline): { readonly names: string; readonly inputs: string } {
  const weight = isWeighted(pipeline) ? ', weight' : '';
  const inputs = modelInputs(pipeline);
  if (inputs.length === 1) return { names: `x, y${weight}`, inputs: 'x' };
  if (readsMask(pipeline)) return { names: `*x, mask, y${weight}`, inputs: '*x, mask' };
  return { names: `*x, y${weight}`, inputs: '*x' };
}
