import path from 'node:path';

import { l10n, Uri, workspace } from 'vscode';

import { UserError } from '../../spec/errors';
import { RunFolder } from '../../runs/runFolder';
import { readRun } from '../../runs/listRuns';
import type { Application } from '../application';
import { samePath } from '../session/runResult';
import { untrustedError } from '../session/problems';
import { runTarget } from './targets';

/** Deletes a run folder after the user has said yes to its name; into the trash where the system has one. */
export async function deleteRun(application: Application, clicked?: unknown): Promise<void> {
  const run = await runTarget(application, clicked, l10n.t('Delete run'));
  if (!run) return;
  if (!application.trusted) throw untrustedError();
  // Opening checks that it is a run folder: nothing else is ever deleted.
  const folder = RunFolder.open(run.folder).path;
  if (readRun(folder)?.summary.state === 'running') {
    throw new UserError(l10n.t('This run is still training.'), l10n.t('Stop it first, then delete it.'), {
      code: 'run/running',
      file: folder,
    });
  }
  const name = path.basename(folder);
  const confirmed = await application.confirm(
    l10n.t('Delete the run “{0}”?', name),
    l10n.t('The folder {0} with its predictions, model and code is moved to the trash.', folder),
    l10n.t('Delete'),
  );
  if (!confirmed || !(await remove(application, folder, name))) return;
  for (const session of application.sessions.all) {
    if (session.runFolder !== null && samePath(session.runFolder, folder)) await session.showRun(null);
  }
  application.refreshRuns();
}

/** @returns false when the user did not want it deleted for good */
async function remove(application: Application, folder: string, name: string): Promise<boolean> {
  const uri = Uri.file(folder);
  try {
    await workspace.fs.delete(uri, { recursive: true, useTrash: true });
    return true;
  } catch (error) {
    application.log.warn(`no trash for ${folder}: ${String(error)}`);
  }
  const confirmed = await application.confirm(
    l10n.t('Delete “{0}” for good?', name),
    l10n.t('The folder {0} cannot be moved to the trash here.', folder),
    l10n.t('Delete for good'),
  );
  if (confirmed) await workspace.fs.delete(uri, { recursive: true, useTrash: false });
  return confirmed;
}
