import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runPython } from '../codegen/python';
import type { ModelExamples } from './modelExamples';

/** The files of a model, and what it is fed. */
export interface WrittenModel extends Pick<ModelExamples, 'inputs'> {
  readonly onnx: Uint8Array;
  readonly safetensors: Uint8Array;
}

/** What the formats' own libraries read: see `read_models.py`. */
export interface ReadModel extends Told {
  /** What ONNX Runtime makes of the inputs. */
  readonly predicted: Float32Array;
}

interface Told {
  readonly weights: Readonly<Record<string, { dtype: string; shape: number[]; sha256: string }>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** The largest difference where each example is asked by itself and without padding. */
  readonly alone: number;
  readonly inputs: Readonly<Record<string, (number | string)[]>>;
  readonly outputs: Readonly<Record<string, (number | string)[]>>;
  readonly operators: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** Reads models in one Python process. */
export function readModels(models: readonly WrittenModel[]): ReadModel[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'model-files-'));
  const folders = models.map((_, i) => path.join(folder, String(i).padStart(5, '0')));
  try {
    models.forEach(({ onnx, safetensors, inputs }, i) => {
      const at = folders[i] ?? folder;
      mkdirSync(at);
      writeFileSync(path.join(at, 'model.onnx'), onnx);
      writeFileSync(path.join(at, 'model.safetensors'), safetensors);
      const lists = Object.entries(inputs).map(([name, { dims, values }]) => [name, { dims, values: [...values] }]);
      writeFileSync(path.join(at, 'inputs.json'), JSON.stringify(Object.fromEntries(lists)));
    });
    const script = path.join(import.meta.dirname, 'read_models.py');
    const told = JSON.parse(runPython([script], folder)) as Record<string, Told>;
    return folders.map((at) => {
      const one = told[path.basename(at)];
      if (!one) throw new Error(`Python did not read ${at}.`);
      return { ...one, predicted: readNumbers(path.join(at, 'outputs.safetensors')) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The one tensor of a safetensors file that Python wrote. */
function readNumbers(file: string): Float32Array {
  const bytes = readFileSync(file);
  const header = Number(bytes.readBigUInt64LE(0));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset + 8 + header, bytes.byteOffset + bytes.length));
}

/**
 * The largest difference at real steps, relative to the largest output.
 * @returns Infinity where there are not as many
 */
export function outputError({ predicted }: ReadModel, { outputs, real, levels }: ModelExamples): number {
  if (predicted.length !== outputs.length) return Infinity;
  const perExample = outputs.length / Math.max(1, levels?.length ?? 1);
  let largest = 0;
  let difference = 0;
  real.forEach((isReal, i) => {
    if (!isReal) return;
    const expected = outputs[i] ?? NaN;
    const ofTargets = levels?.[Math.floor(i / perExample)];
    // Windows are scaled by themselves in forecasts of one target alone.
    const { level, spread } = ofTargets?.[0] ?? { level: 0, spread: 1 };
    largest = Math.max(largest, Math.abs(expected));
    difference = Math.max(difference, Math.abs((predicted[i] ?? NaN) * spread + level - expected));
  });
  return difference === 0 ? 0 : difference / largest;
}
