import { UserError } from '../spec/errors';
import type { Problem } from '../spec/problem';

/** @throws UserError that tells the first problem of an experiment; the others are in its details */
export function refuseProblems([first, ...others]: readonly Problem[]): void {
  if (!first) return;
  throw new UserError(`${first.path}: ${first.message}`, first.hint, {
    code: 'experiment/invalid',
    path: first.path,
    others: others.map(({ message, path }) => ({ message, path })),
  });
}
