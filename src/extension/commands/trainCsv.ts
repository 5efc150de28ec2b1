import { Uri } from 'vscode';

import type { Application } from '../application';
import { untrustedError } from '../session/problems';
import { csvTarget } from '../workspace/csvTarget';

/**
 * Shows the panel of the CSV that was clicked, is open in the active tab, or is picked. In Restricted Mode the panel
 * shows the file, and this command says at once why Train is off.
 */
export async function trainCsv(application: Application, clicked?: unknown): Promise<void> {
  const file = await csvTarget(typeof clicked === 'string' ? Uri.file(clicked) : clicked);
  if (file === undefined) return;
  await application.openCsv(file);
  if (!application.trusted) throw untrustedError();
}
