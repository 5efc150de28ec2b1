import path from 'node:path';
import { parseArgs } from 'node:util';

import { RunFolder } from '../../runs/runFolder';
import { generateTexts as writeTexts } from '../../training/generateTexts';
import { onlyArgument } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Output } from '../output';
import { printable } from '../report';
import { onStopSignal } from '../stopSignal';
import { readThreads } from '../threads';
import { UsageError } from '../usageError';

/**
 * `generate RUN [--start TEXT] [--count N] [--length N] [--temperature X] [--top-k K] [--condition COL=VALUE]… [--seed N]
 * [--threads N] [--json]`; what is not given stands in the experiment.
 */
export async function generateTexts(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      start: { type: 'string' },
      count: { type: 'string' },
      length: { type: 'string' },
      temperature: { type: 'string' },
      'top-k': { type: 'string' },
      condition: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      threads: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const folder = path.resolve(onlyArgument(positionals, 'a run folder'));
  const { sampling } = RunFolder.open(folder).readExperiment();
  const topK = values['top-k'];
  const signal = onStopSignal();
  const texts = await writeTexts(folder, {
    threads: readThreads(values.threads),
    count: whole('--count', values.count, 1, 1000) ?? sampling.count,
    length: whole('--length', values.length, 1, 100_000) ?? sampling.length,
    temperature: temperatureOf(values.temperature) ?? sampling.temperature,
    topK: whole('--top-k', topK, 1, 1_000_000) ?? sampling.topK,
    start: values.start ?? sampling.start,
    seed: whole('--seed', values.seed, 0, 0xffffffff) ?? 1,
    condition: new Map(values.condition.map(splitCondition)),
    shouldStop: () => signal.stop.requested,
  });
  signal.release();
  output.record('texts', { run: folder, texts });
  output.result(shown(texts));
  return signal.stop.requested ? exitCodes.stopped : exitCodes.done;
}

/** One text stands alone, so that it can be piped; several have their number and their condition above them. */
function shown(texts: readonly { readonly text: string; readonly condition: string }[]): string {
  const safe = process.stdout.isTTY ? printable : (text: string): string => text;
  const [only, ...more] = texts;
  if (only && more.length === 0) return safe(only.text);
  const numbered = texts.map(({ text, condition }, i) =>
    [`[${i + 1}]${condition === '' ? '' : ` ${condition}`}`, text, ''].join('\n'),
  );
  return safe(numbered.join('\n'));
}

function splitCondition(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--condition ${text}: write it as COLUMN=VALUE, e.g. key=D.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** @throws UsageError when it is no whole number within the limits */
function whole(option: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${option} ${text}: use a whole number from ${least} to ${most}.`);
}

function temperatureOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`--temperature ${text}: use a number from 0, e.g. 0.8.`);
}
