import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { readTable } from '../../src/data/read';

/**
 * The work of `npm run bench:csv` on our side, each call in a process of its own:
 * `make FILE ROWS` writes the CSV, `read FILE` times one reading, `compare FILE VALUES` holds every value against pandas'.
 */

const regions = ['north', 'south', 'east', 'west', 'centre'];

/** A minute's time, two whole numbers, four measurements, a category: 74 MB for 1,000,000 rows. */
function make(file: string, rows: number): void {
  const random = xoroshiro128plus(1);
  const below = (limit: number) => ((random.next() >>> 0) / 2 ** 32) * limit;
  const descriptor = openSync(file, 'w');
  let text = 'time,count,level,load,temperature,pressure,region,price\n';
  for (let row = 0; row < rows; row++) {
    const time = new Date(Date.UTC(2000, 0, 1) + row * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    const region = regions[Math.floor(below(regions.length))]!;
    const whole = `${Math.floor(below(1e6))},${Math.floor(below(100))}`;
    const measured = `${below(1000).toFixed(5)},${(below(60) - 20).toFixed(6)},${(900 + below(200)).toFixed(4)}`;
    text += `${time},${whole},${measured},${region},${below(1e4).toFixed(3)}\n`;
    if (text.length > 1 << 20) {
      writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
}

async function read(file: string): Promise<void> {
  const start = performance.now();
  const { rows, columns } = await readTable(file);
  const seconds = (performance.now() - start) / 1000;
  // maxRSS counts in KiB on every platform.
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  console.log(JSON.stringify({ seconds, megabytes, rows, columns: columns.length }));
}

/** @param values file of little-endian doubles, column after column: milliseconds for times, index into `regions` for categories */
async function compare(file: string, values: string): Promise<void> {
  const { rows, columns } = await readTable(file);
  const bytes = readFileSync(values);
  const expected = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  if (expected.length !== rows * columns.length) throw new Error(`${expected.length} values for ${rows} rows`);
  columns.forEach((column, index) => {
    for (let row = 0; row < rows; row++) {
      const value = 'codes' in column ? regions.indexOf(column.texts[column.codes![row]!]!) : column.values[row]!;
      const other = expected[index * rows + row]!;
      if (!Object.is(value, other)) throw new Error(`${column.name}, row ${row}: ${value} here, ${other} in pandas`);
    }
  });
  console.log(JSON.stringify({ compared: expected.length }));
}

const [command, file = '', argument = ''] = process.argv.slice(2);
if (command === 'make') make(file, Number(argument));
else if (command === 'read') await read(file);
else if (command === 'compare') await compare(file, argument);
else throw new Error(`unknown command ${command}`);
