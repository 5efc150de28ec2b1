import fs from 'node:fs';

import { z } from 'zod';

import { UserError } from '../spec/errors';
import { runFiles } from '../spec/run';
import type { NamedArray } from './checkpoint';
import { explainingFileErrors } from './fileError';
import { readJsonFile } from './jsonFile';
import type { RunFolder } from './runFolder';

/** What `model.json` says of `weights.bin`: names and shapes in their order. */
const manifestSchema = z.object({
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), dtype: z.literal('float32') }),
      ),
    }),
  ]),
});

/**
 * The weights of a finished run under Keras' names, in the order of the model.
 * @throws UserError when the run has none, or its files do not belong together
 */
export function readModel(run: RunFolder): NamedArray[] {
  const manifest = run.file(`${runFiles.model}/model.json`);
  const file = run.file(`${runFiles.model}/weights.bin`);
  const described = fs.existsSync(manifest) ? readJsonFile(manifest, manifestSchema) : null;
  if (!described) {
    throw new UserError(`${run.path} has no trained model.`, 'Train again, or choose a run that is done.', {
      code: 'run/no-model',
      file: manifest,
    });
  }
  const bytes = explainingFileErrors(file, () => fs.readFileSync(file));
  const { weights } = described.weightsManifest[0];
  const sizes = weights.map(({ shape }) => shape.reduce((product, n) => product * n, 1));
  if (bytes.length !== 4 * sizes.reduce((sum, n) => sum + n, 0)) {
    throw new UserError(`${file} is not as long as ${manifest} says.`, 'It was changed after training; train again.', {
      code: 'run/damaged',
      file,
    });
  }
  // A copy, because a buffer may begin anywhere, and floats only at multiples of 4.
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let at = 0;
  return weights.map(({ name, shape }, i) => {
    const from = at;
    at += sizes[i] ?? 0;
    return { name, shape, values: values.subarray(from, at) };
  });
}
