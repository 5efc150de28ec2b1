import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Python with the packages of `test/requirements.txt`; `scripts/test-codegen.mjs` sets it. */
export const python = process.env['SEQUENCE_LAB_PYTHON'] ?? null;

/** Why tests that need Python are left out; never in CI, where they must run. */
export const withoutPython =
  python === null && process.env['CI'] !== 'true' ? 'SEQUENCE_LAB_PYTHON names no Python with Keras' : null;

export interface Job {
  readonly script: string;
  readonly arguments: readonly string[];
}

/** Runs generated scripts in one Python process; throws with the traceback of the first that fails. */
export function runScripts(jobs: readonly Job[]): string[] {
  const driver = path.join(import.meta.dirname, 'run_scripts.py');
  const results = JSON.parse(runPython([driver], JSON.stringify(jobs))) as { output: string; error: string | null }[];
  return results.map(({ output, error }, i) => {
    if (error !== null) throw new Error(`${jobs[i]?.script}\n${output}\n${error}`);
    return output;
  });
}

/** Standard output of Python. */
export function runPython(args: readonly string[], input = ''): string {
  if (python === null) throw new Error('SEQUENCE_LAB_PYTHON is not set');
  const env = {
    ...process.env,
    MPLBACKEND: 'Agg',
    PYTHONIOENCODING: 'utf-8',
    TF_CPP_MIN_LOG_LEVEL: '3',
    // Networks this small gain nothing from threads, and lose much on a busy machine.
    TF_NUM_INTRAOP_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: '1',
  };
  const { status, stdout, stderr, error } = spawnSync(python, args, {
    input,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`Python ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}
