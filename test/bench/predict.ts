import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { RunFolder } from '../../src/runs/runFolder';
import { parseExperiment } from '../../src/spec/parse';
import { resolveExperiment } from '../../src/spec/resolve';
import { predictFile } from '../../src/training/predict/predictFile';
import { trainRun } from '../../src/training/trainRun';

/**
 * The work of `npm run bench:predict`, each call in a process of its own: `make FILE ROWS forecast|texts` writes a CSV,
 * `train FILE forecast|texts` a run beside it, `predict RUN FILE OUT` times a prediction and tells the most memory it took.
 */

type Kind = 'forecast' | 'texts';

const words = ['the', 'phone', 'works', 'well', 'case', 'broke', 'after', 'a', 'week', 'never', 'again', 'great'];

function make(file: string, rows: number, kind: Kind): void {
  const random = xoroshiro128plus(1);
  const below = (limit: number) => ((random.next() >>> 0) / 2 ** 32) * limit;
  mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = openSync(file, 'w');
  let text = kind === 'forecast' ? 'time,load,temperature\n' : 'text,label\n';
  for (let row = 0; row < rows; row++) {
    if (kind === 'forecast') {
      const time = new Date(Date.UTC(2000, 0, 1) + row * 60_000).toISOString().slice(0, 19).replace('T', ' ');
      text += `${time},${(50 + 20 * Math.sin(row / 60) + below(5)).toFixed(3)},${(below(30) - 5).toFixed(2)}\n`;
    } else {
      const some = Array.from({ length: 3 + Math.floor(below(9)) }, () => words[Math.floor(below(words.length))]);
      text += `${some.join(' ')} ${row},${below(1) < 0.5 ? 'good' : 'bad'}\n`;
    }
    if (text.length < 1 << 20) continue;
    writeSync(descriptor, text);
    text = '';
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
}

const experiments: Record<Kind, object> = {
  forecast: {
    data: { time: 'time', inputs: ['load', 'temperature'], targets: ['load'], calendar: ['hour'] },
    task: 'forecast',
    window: { timeSteps: 24, horizon: 1 },
    model: { layers: [{ cell: 'gru', units: 16 }] },
    training: { epochs: 1, batchSize: 64 },
  },
  texts: {
    data: { inputs: ['text'], targets: ['label'], split: { by: 'random' } },
    task: 'classify',
    model: { tokens: { level: 'word' }, embedding: { units: 8 }, layers: [{ cell: 'gru', units: 16 }] },
    training: { epochs: 1, batchSize: 64, loss: 'binary_crossentropy' },
  },
};

async function train(file: string, kind: Kind): Promise<string> {
  const { data, ...rest } = experiments[kind] as { data: object };
  const experiment = resolveExperiment(parseExperiment({ version: 1, ...rest, data: { file, ...data } }));
  const run = RunFolder.create({ outputRoot: path.join(path.dirname(file), 'runs'), csv: file, experiment });
  const generateCode = () => ({ files: [], refused: [] });
  const { error } = await trainRun({ run: run.path, threads: 1, generateCode });
  if (error) throw new Error(`${error.message} ${error.hint}`);
  return run.path;
}

async function work([what, first = '', second = '', third = '']: readonly string[]): Promise<void> {
  if (what === 'make') make(first, Number(second), third as Kind);
  else if (what === 'train') writeFileSync(1, JSON.stringify({ run: await train(first, second as Kind) }));
  else if (what === 'predict') {
    const result = await predictFile(first, { data: second, out: third, threads: 1 });
    const { maxRSS } = process.resourceUsage();
    writeFileSync(1, JSON.stringify({ ...result, megabytes: maxRSS / 1024 }));
  }
}

void work(process.argv.slice(2));
