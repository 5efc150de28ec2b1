import { UsageError } from './usageError';

/** The one positional argument of a command. @throws UsageError when there is none, or more */
export function onlyArgument(positionals: readonly string[], what: string): string {
  const [first, ...more] = positionals;
  if (first === undefined) throw new UsageError(`Missing: ${what}.`);
  if (more.length > 0) throw new UsageError(`Only one argument is expected: ${what}.`);
  return first;
}
