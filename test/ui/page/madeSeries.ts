import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { SeriesResult } from '../../../src/protocol/trainer';
import type { PageSeriesParams } from '../../../src/protocol/webview';
import { SeriesFile } from '../../../src/training/seriesFile';
import { type MadeFile, madeFiles } from './madeData';

/** One series of a made file, read as the trainer reads it. */
export async function madeSeries(fileName: string | null, query: PageSeriesParams): Promise<SeriesResult> {
  const name = path.basename(fileName ?? '', '.csv');
  if (!(name in madeFiles)) throw new Error(`no made file ${fileName ?? ''}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'seqlab-'));
  try {
    const file = path.join(folder, `${name}.csv`);
    writeFileSync(file, madeFiles[name as MadeFile]());
    return (await SeriesFile.read(file, { dateOrder: null, series: query.series })).plot(query);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
