import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { expect, test } from 'vitest';

import { vectorFiles } from './vectors';

const python = process.env['SEQUENCE_LAB_PYTHON'];

// Without it the committed vectors would stand for Keras' word that nobody has asked for again.
test.skipIf(!python && process.env['CI'] !== 'true')(
  'the committed vectors are what Keras computes',
  { timeout: 900_000 },
  () => {
    if (!python) throw new Error('SEQUENCE_LAB_PYTHON names no Python with Keras.');
    const script = path.join(import.meta.dirname, 'make_vectors.py');
    const output = execFileSync(python, [script, '--check'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    for (const file of vectorFiles) expect(output).toContain(`${file}.json: `);
  },
);
