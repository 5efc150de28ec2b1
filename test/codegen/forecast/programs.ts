import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { type GeneratedFile, generateTarget } from '../../../src/codegen/generate';
import { prepare } from '../../../src/data/prepare';
import { readTable } from '../../../src/data/read';
import { workFolder } from '../runFolder';
import type { ForecastCase } from './cases';
import type { CodeTarget } from '../../../src/spec/codeTargets';

/** What targets write for an experiment once its data were read, without training it. */
export async function programsOf(
  { name, csv, experiment }: ForecastCase,
  targets: readonly CodeTarget[],
): Promise<GeneratedFile[]> {
  const folder = path.join(workFolder, 'forecast-programs', name.replaceAll(/[^a-z0-9]+/gi, '-'));
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, experiment.data.file);
  writeFileSync(file, csv);
  const { preprocessing } = prepare(experiment, await readTable(file, { dateOrder: null }));
  return targets.flatMap((target) => generateTarget({ experiment, preprocessing }, target));
}
