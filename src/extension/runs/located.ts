import fs from 'node:fs';

import type { RunItem } from '../../protocol/webview';
import { RunFolder } from '../../runs/runFolder';

/**
 * A run with its CSV where it lies now. The summary has the path at training time; where the project was moved or
 * cloned since, the experiment's path relative to the run folder still holds.
 */
export function located(run: RunItem): RunItem {
  if (fs.existsSync(run.file)) return run;
  try {
    const folder = RunFolder.open(run.folder);
    const file = folder.csvPath(folder.readExperiment());
    return fs.existsSync(file) ? { ...run, file } : run;
  } catch {
    // A damaged experiment: the summary's path is all that is known.
    return run;
  }
}
