import fs from 'node:fs';

import { type CodeTarget, codeTargets } from '../../spec/codeTargets';
import { programPath, runFiles, type Summary } from '../../spec/run';
import { listFiles } from '../listFiles';
import type { RunFolder } from '../runFolder';
import { readmeText } from './readme';

/** Writes `README.md` of a run, about the files that lie in its folder. @throws UserError when it cannot be written */
export function writeReadme(run: RunFolder, summary: Summary): void {
  const files = listFiles(run.path);
  const programs: Partial<Record<CodeTarget, string>> = {};
  for (const target of codeTargets.filter((target) => files.includes(programPath(target)))) {
    programs[target] = fs.readFileSync(run.file(programPath(target)), 'utf8');
  }
  run.write(runFiles.readme, readmeText({ experiment: run.readExperiment(), summary, files, programs }));
}
