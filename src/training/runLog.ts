import { RunFolder } from '../runs/runFolder';

/** Adds to the log of a run, for what goes wrong outside of `trainRun`. Never throws. */
export function logToRun(folder: string, error: unknown): void {
  try {
    RunFolder.open(folder).log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } catch {
    // Not a run any more: standard error has it too.
  }
}
