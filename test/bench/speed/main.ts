import type { MissingPeer, Places } from './peers';
import { columns, startPeers } from './peers';
import { digits } from './markdown';
import type { RowResult } from './race';
import { race } from './race';
import { judge, speedTable, tested, waysTable } from './report';
import { rowName, rows } from './shapes';
import { Stopwatch } from './stopwatch';

export interface Options {
  readonly only: RegExp;
  readonly rounds: number;
  readonly roundSeconds: number;
  readonly threads: number;
  /** How long to wait in all for a machine that is busy with something else, s. */
  readonly patience: number;
}

export interface Report {
  readonly threads: number;
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly missing: readonly MissingPeer[];
  readonly rows: readonly RowResult[];
  readonly unmet: readonly string[];
}

/** Races the fused engine against its peers over the rows that `only` names, and prints what comes out. */
export async function compareSpeed(places: Places, options: Options, say: (line: string) => void): Promise<Report> {
  const { threads } = options;
  const { processes, missing, versions } = await startPeers(places, threads);
  for (const { label, reason } of missing) say(`  missing: ${label} (${reason})`);
  const stopwatch = new Stopwatch(processes, options.patience);
  const results: RowResult[] = [];
  try {
    for (const row of rows) {
      if (!options.only.test(rowName(row))) continue;
      const result = await race(row, processes, stopwatch, options);
      results.push(result);
      const times = result.peers.map(({ label, ms }) => `${label} ${digits(ms)}`).join(', ');
      say(`  ${result.name}: ${times} ms; results differ by ${result.difference.toExponential(0)} at most`);
    }
  } finally {
    for (const process of processes) process.end();
  }
  say(`\n${speedTable(results, columns)}`);
  say(`\n${waysTable(results, columns)}`);
  const unmet = results.flatMap((result) =>
    judge(result).flatMap(({ floor, ratio, met }) =>
      met === false ? [`${result.name}: ${ratio?.toFixed(2)}× of ${floor.ratio}×`] : [],
    ),
  );
  const untested = missing.filter(({ name }) => name === tested).map(({ reason }) => `the fused engine: ${reason}`);
  return { threads, versions, missing, rows: results, unmet: [...untested, ...unmet] };
}
