import fs from 'node:fs';
import path from 'node:path';

import { expect, it } from 'vitest';

const dist = process.env['SEQUENCE_LAB_DIST'] ?? path.resolve(import.meta.dirname, '../../../dist');
const most = 150_000; // bytes

it('the kernels are two files of WebAssembly, together below 150 KB', () => {
  const files = ['fused-relaxed.wasm', 'fused-simd.wasm'].map((name) => fs.readFileSync(path.join(dist, name)));
  for (const bytes of files) expect(bytes.subarray(0, 8)).toEqual(Buffer.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  const sizes = files.map((bytes) => bytes.length);
  console.log(`fused-relaxed.wasm ${sizes[0]} bytes, fused-simd.wasm ${sizes[1]} bytes`);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(most);
});
