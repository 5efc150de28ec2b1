import type { Pipeline } from '../pipeline';
import { batchNames } from './loss';

/** Passes over batches that go on with the states of the batch before: `in_streams(model, part, batches)`. */
export function streamFunctions(pipeline: Pipeline): string[] {
  const { encoder } = pipeline.network;
  const { names, inputs } = batchNames(pipeline);
  // A GRU or a SimpleRNN alone has one tensor.
  const one = encoder.length === 1 && encoder[0]?.layer.cell !== 'lstm';
  const inStreams = [
    'def in_streams(model, part, batches):',
    '    """Outputs and targets of batches that go on with the states of those before."""',
    '    states = None',
    '    for batch, fresh in batches:',
    `        ${names} = (values[batch] for values in part)`,
    ...(one ? ['        # Without their history, and without streams that have ended.'] : []),
    `        states = None if fresh else ${one ? 'states[:, : len(batch)].detach()' : 'kept(states, len(batch))'}`,
    `        outputs, states = model(${inputs}, states=states)`,
    '        yield outputs, y',
  ].join('\n');
  return one ? [inStreams] : [kept, inStreams];
}

const kept = `def kept(states, size):
    """States without their history, and without streams that have ended."""
    if isinstance(states, tuple):
        return tuple(kept(part, size) for part in states)
    return states[:, :size].detach()`;

/** Of texts that are written on. */
export const predictStreams = `@torch.no_grad()
def predict_streams(model, part, batches):
    """Probabilities and labels of batches that go on from those before."""
    model.eval()
    for outputs, y in in_streams(model, tensors(part), batches):
        yield outputs.softmax(dim=-1).numpy(), y.numpy()`;
