import path from 'node:path';

import { l10n, Uri, window } from 'vscode';

import { freePredictionName } from '../../runs/predictionName';
import type { Application } from '../application';
import { untrustedPredictionError } from '../session/problems';
import { runTarget } from './targets';

/**
 * Predicts another CSV with the network of a run; how it goes, and the file that it leaves beside the CSV, stand on the run's
 * page.
 * @param data absolute path of the CSV; the user is asked where it is not told
 * @returns absolute path of the file that is written; undefined where the user thought better of it
 */
export async function predictCsv(
  application: Application,
  clicked?: unknown,
  data?: unknown,
): Promise<string | undefined> {
  if (!application.trusted) throw untrustedPredictionError();
  const run = await runTarget(application, clicked, l10n.t('Predict another CSV'));
  if (!run) return undefined;
  const file = typeof data === 'string' ? data : await pickData(run.file);
  if (file === undefined) return undefined;
  const session = await application.openCsv(run.file, run.folder);
  const out = freePredictionName(path.dirname(file), file);
  session.predict(run.folder, file, out);
  return out;
}

async function pickData(beside: string): Promise<string | undefined> {
  const chosen = await window.showOpenDialog({
    title: l10n.t('Predict another CSV'),
    openLabel: l10n.t('Predict'),
    defaultUri: Uri.file(path.dirname(beside)),
    filters: { CSV: ['csv', 'tsv', 'txt'] },
  });
  return chosen?.[0]?.fsPath;
}
