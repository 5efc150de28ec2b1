/** A batch gives no more than this many threads enough to do; more can be asked for. */
const mostByDefault = 8;

/** Threads of an engine where the user has not chosen. @param cores processor cores that this process may use */
export function defaultThreads(cores: number): number {
  return Math.min(cores, mostByDefault);
}
