import path from 'node:path';

import { commands, l10n, Uri, window, workspace } from 'vscode';

import { generateTarget } from '../../codegen/generate';
import { exportOf, inTheWay, writeExport } from '../../runs/exportRun';
import { RunFolder } from '../../runs/runFolder';
import { safeName } from '../../runs/runName';
import { isCodeTarget } from '../../spec/codeTargets';
import { UserError } from '../../spec/errors';
import type { Application } from '../application';
import { untrustedCodeError } from '../session/problems';
import { reveal } from '../workspace/open';
import { pickTarget, rememberedTarget } from './openCode';
import { runTarget } from './targets';

/** Files that are named before they are replaced. */
const mostNamed = 8;

/**
 * Writes code and model of a run into a new folder below one that the user chooses; asks before it replaces anything.
 * @param target and
 * @param into library and folder; the user is asked where they are not told
 * @returns absolute path of what was written; undefined where the user thought better of it
 */
export async function exportRun(
  application: Application,
  clicked?: unknown,
  target?: unknown,
  into?: unknown,
): Promise<string | undefined> {
  if (!application.trusted) throw untrustedCodeError();
  const run = await runTarget(application, clicked, l10n.t('Export'));
  if (!run) return undefined;
  const chosen = isCodeTarget(target)
    ? target
    : await pickTarget(run.folder, l10n.t('Export'), rememberedTarget(application));
  if (!chosen) return undefined;
  const parent = typeof into === 'string' ? into : await pickFolder(run.file);
  if (parent === undefined) return undefined;
  const folder = RunFolder.open(run.folder);
  const out = path.join(parent, `${safeName(folder.readExperiment().name)}-${chosen}`);
  const plan = exportOf(folder, out, (input) => generateTarget(input, chosen));
  const there = inTheWay(plan);
  if (there.length > 0 && !(await mayReplace(application, out, there))) return undefined;
  writeExport(plan);
  void tellExported(application, out, plan.files.length);
  return out;
}

async function pickFolder(csv: string): Promise<string | undefined> {
  const beside = workspace.getWorkspaceFolder(Uri.file(csv))?.uri ?? Uri.file(path.dirname(csv));
  const chosen = await window.showOpenDialog({
    title: l10n.t('Export into a folder'),
    openLabel: l10n.t('Export here'),
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: beside,
  });
  const [uri] = chosen ?? [];
  if (uri && uri.scheme !== 'file') {
    throw new UserError(l10n.t('This folder is not on the disk.'), l10n.t('Choose a folder on the disk.'), {
      code: 'workspace/virtual',
    });
  }
  return uri?.fsPath;
}

async function mayReplace(application: Application, out: string, there: readonly string[]): Promise<boolean> {
  const named = there.slice(0, mostNamed).join('\n');
  return application.confirm(
    l10n.t('Replace {0} files in “{1}”?', there.length, path.basename(out)),
    there.length > mostNamed ? `${named}\n…` : named,
    l10n.t('Replace'),
  );
}

async function tellExported(application: Application, out: string, files: number): Promise<void> {
  const openFolder = l10n.t('Open folder');
  const show = l10n.t('Reveal');
  const chosen = await window.showInformationMessage(l10n.t('Exported {0} files to {1}', files, out), openFolder, show);
  try {
    if (chosen === openFolder) {
      await commands.executeCommand('vscode.openFolder', Uri.file(out), { forceNewWindow: true });
    }
    if (chosen === show) await reveal(path.join(out, 'README.md'));
  } catch (error) {
    application.tell(error);
  }
}
