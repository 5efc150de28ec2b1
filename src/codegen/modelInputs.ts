import type { Pipeline } from './pipeline';

/**
 * What the network of a program is fed: one array each, in this order. Every array begins with the examples [N]; T is the
 * number of source steps (the most of them, where sequences differ in length: shorter ones are padded behind), M that of predicted steps.
 */
export type ModelInput =
  /** Numeric columns of each step [T, F], scaled; 0 where padded. */
  | 'rows'
  /** Numbers of a text's tokens [T]; 0 where padded. */
  | 'tokens'
  /** A categorical column that is fed as learned vectors [T], of the number in `Pipeline.categories`; 0 for none of the values. */
  | `category_${number}`
  /** Whether a step is real [T], where sequences differ in length and have no tokens, which tell by themselves. */
  | 'mask'
  /** Columns that are known beforehand, of the predicted steps: [M, K] in a decoder, [M·K] beside the last state. */
  | 'known'
  /** An autoregressive decoder of numbers: scaled targets one step back [M, O]. */
  | 'previous'
  /** An autoregressive decoder of tokens: start, y1, y2, … [M]; 0 where padded. */
  | 'said';

/**
 * Whether every example is one row, so that nothing is padded and no step has to be marked as real. What counts is the
 * experiment, not the longest sequence that its data happen to have: code before training is the same as after it.
 */
export const isSingleRow = ({ kind, timeSteps }: Pipeline): boolean => kind === 'sequences' && timeSteps === 1;

/** The inputs that a pipeline's network has. */
export function modelInputs(pipeline: Pipeline): ModelInput[] {
  const { network, kind, categories, shapes } = pipeline;
  const { inputs, decoder, head } = network;
  const embedded = shapes.categories ? categories : [];
  const has = (name: 'previous' | 'known'): boolean => decoder?.inputs.some((part) => part.kind === name) ?? false;
  const says = decoder?.inputs.some((part) => part.kind === 'embedding' || part.kind === 'one-hot') ?? false;
  const found: (ModelInput | false)[] = [
    inputs.some((part) => part.kind === 'numbers') && 'rows',
    shapes.vocabulary !== undefined && 'tokens',
    ...embedded.map((_, i) => `category_${i + 1}` as const),
    kind === 'sequences' && !isSingleRow(pipeline) && 'mask',
    (has('known') || head.known > 0) && 'known',
    has('previous') && 'previous',
    says && 'said',
  ];
  return found.filter((input) => input !== false);
}
