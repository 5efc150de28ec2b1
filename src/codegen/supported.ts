import { UserError } from '../spec/errors';

/** Reasons named in one sentence. */
const mostNamed = 3;

/** What a target cannot express: where it stands in the experiment, and what it is called. */
export interface Unsupported {
  readonly path: string;
  readonly what: string;
}

/**
 * Why programs of a target cannot be written for an experiment. Anything that a program would leave out, and so compute
 * something else than the run did, is refused.
 * @param target as it is called in a sentence: `Keras`
 * @param found what the target cannot express
 * @returns the error that `generateCode` throws, or null where nothing was found
 */
export function refusal(target: string, found: readonly Unsupported[]): UserError | null {
  const [first] = found;
  if (!first) return null;
  // What belongs to another task follows from it: that alone is named.
  const all = first.path === 'task' ? [first] : found;
  const named = all.slice(0, mostNamed).map(({ what }) => what);
  return new UserError(
    `${target} code cannot express ${named.join(', ')}${all.length > mostNamed ? ' and more' : ''}.`,
    'The saved model and the predictions are complete without it.',
    { code: 'codegen/unsupported', path: first.path },
  );
}
