import { env, l10n, window } from 'vscode';

import { RunFolder } from '../../runs/runFolder';
import type { Application } from '../application';
import { runTarget } from './targets';

/**
 * Copies a run's experiment as JSON, ready to be saved as an `experiment.json`: with the CSV's absolute path, because
 * the relative one only holds inside of the run folder.
 */
export async function copyExperiment(application: Application, clicked?: unknown): Promise<void> {
  const run = await runTarget(application, clicked, l10n.t('Copy experiment'));
  if (!run) return;
  const experiment = RunFolder.open(run.folder).readExperiment();
  const copy = { ...experiment, data: { ...experiment.data, file: run.file, sha256: null } };
  await env.clipboard.writeText(`${JSON.stringify(copy, null, 2)}\n`);
  window.setStatusBarMessage(l10n.t('The experiment of {0} is in the clipboard.', run.name), 4000);
}
