import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';

/** Python with the packages of `test/requirements.txt`; `scripts/test-codegen.mjs` sets it. */
export const python = process.env['SEQUENCE_LAB_PYTHON'] ?? null;

/** Why tests that need Python are left out; never in CI, where they must run. */
export const withoutPython =
  python === null && process.env['CI'] !== 'true' ? 'SEQUENCE_LAB_PYTHON names no Python with Keras' : null;

export interface Job {
  readonly script: string;
  readonly arguments: readonly string[];
  /** An ONNX model that predicts in the place of the Keras network of the script. */
  readonly onnx?: string;
}

/** Runs generated scripts in one Python process; throws with the traceback of the first that fails. */
export async function runScripts(jobs: readonly Job[]): Promise<string[]> {
  const printed = await startPython([path.join(import.meta.dirname, 'run_scripts.py')], JSON.stringify(jobs));
  const results = JSON.parse(printed) as { output: string; error: string | null }[];
  return results.map(({ output, error }, i) => {
    if (error !== null) throw new Error(`${jobs[i]?.script}\n${output}\n${error}`);
    return output;
  });
}

const environment = {
  MPLBACKEND: 'Agg',
  PYTHONIOENCODING: 'utf-8',
  TF_CPP_MIN_LOG_LEVEL: '3',
  // Networks this small gain nothing from threads, and lose much on a busy machine.
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
};

/** Standard output of Python, beside which others may run. */
async function startPython(args: readonly string[], input: string): Promise<string> {
  if (python === null) throw new Error('SEQUENCE_LAB_PYTHON is not set');
  const child = spawn(python, args, { env: { ...process.env, ...environment } });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`Python ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Standard output of Python. */
export function runPython(args: readonly string[], input = ''): string {
  if (python === null) throw new Error('SEQUENCE_LAB_PYTHON is not set');
  const env = { ...process.env, ...environment };
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
