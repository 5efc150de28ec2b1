import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { gridFiles } from './gridVectors';
import { vectorFiles } from './vectors';

const python = process.env['SEQUENCE_LAB_PYTHON'];

/**
 * Asks the script's oracle again. @returns what it says of each file; it fails where the committed numbers differ
 * @param more `--sample`: one case of each building block, where all of them take Keras several minutes
 */
async function check(script: string, ...more: string[]): Promise<string> {
  if (!python) throw new Error('SEQUENCE_LAB_PYTHON names no Python with Keras and scikit-learn.');
  const { stdout } = await promisify(execFile)(python, [path.join(import.meta.dirname, script), '--check', ...more]);
  return stdout;
}

// Without Python the committed vectors would stand for an oracle's word that nobody has asked for again.
// Keras computes on one core: two are asked at a time (`maxConcurrency` of vitest.config.mjs).
describe.skipIf(!python && process.env['CI'] !== 'true')(
  'the committed vectors',
  { timeout: 900_000, concurrent: true },
  () => {
    test('are what Keras computes', async () => {
      const output = await check('make_vectors.py');
      for (const file of vectorFiles) expect(output).toContain(`${file}.json: `);
    });

    test('of the grid and of the masks are what Keras computes', async () => {
      const output = await check('make_grid.py');
      for (const file of gridFiles) expect(output).toMatch(new RegExp(`${file}.json: [1-9]\\d* cases`));
    });

    test('of sequences are what Keras computes', async () => {
      const output = await check('make_sequences.py', '--sample');
      expect(output).toMatch(/sequences.json: 1\d\d cases, [3-9]\d of them computed/);
    });

    test('of decoders are what Keras computes', async () => {
      const output = await check('make_decoder_vectors.py', '--sample');
      expect(output).toMatch(/decoders.json: [1-9]\d* cases, [2-9]\d of them computed/);
    });

    test('are what scikit-learn computes', async () => {
      expect(await check('make_data_vectors.py')).toMatch(/[1-9]\d* cases/);
    });

    test('are what sacrebleu computes', async () => {
      expect(await check('make_bleu_vectors.py')).toMatch(/[1-9]\d* cases, 0 of them different/);
    });

    test('are what pandas makes of many series', async () => {
      expect(await check('make_series_vectors.py')).toMatch(/[1-9]\d* windows, the same/);
    });
  },
);
