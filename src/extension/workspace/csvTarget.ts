import path from 'node:path';

import {
  l10n,
  QuickPickItemKind,
  type QuickPickItem,
  TabInputCustom,
  TabInputNotebook,
  TabInputText,
  Uri,
  window,
  workspace,
} from 'vscode';

import { UserError } from '../../spec/errors';

const csvPattern = /\.(csv|tsv)$/i;
/** More would make the list slow and useless; typing narrows it down. */
const mostListed = 500;

/**
 * The CSV that a command means: what was clicked, else the CSV of the active tab, else what the user picks.
 * The tab is asked rather than the text editor, because VS Code shows no text editor to extensions above 50 MB.
 * @returns absolute path; undefined when the user picked nothing
 * @throws UserError for a file that is not on this machine's disk
 */
export async function csvTarget(clicked: unknown): Promise<string | undefined> {
  if (clicked instanceof Uri) return localPath(clicked);
  const active = activeTabUri();
  if (active && csvPattern.test(active.path)) return localPath(active);
  return pickCsv();
}

/** @throws UserError when the file does not lie on a disk that the trainer process can read */
export function localPath(uri: Uri): string {
  if (uri.scheme === 'file') return uri.fsPath;
  if (uri.scheme === 'untitled') {
    throw new UserError(
      l10n.t('This file has not been saved yet, so there is nothing on the disk to train on.'),
      l10n.t('Save it, then train on it.'),
      { code: 'workspace/unsaved' },
    );
  }
  throw new UserError(
    l10n.t(
      '“{0}” lies in a virtual file system ({1}); training reads files from the disk.',
      path.posix.basename(uri.path),
      uri.scheme,
    ),
    l10n.t('Copy the file into a folder on the disk, then train on it.'),
    { code: 'workspace/virtual', file: uri.toString() },
  );
}

/** Lets the user choose among the CSVs of the workspace, or any file of the disk. */
export async function pickCsv(): Promise<string | undefined> {
  const found = await workspace.findFiles('**/*.{csv,tsv,CSV,TSV}', ownFolders, mostListed);
  if (found.length === 0) return openDialog();
  const other: QuickPickItem = { label: `$(folder-opened) ${l10n.t('Choose another file…')}`, alwaysShow: true };
  const files = found
    .map((uri) => ({ label: path.basename(uri.fsPath), description: parentLabel(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await window.showQuickPick<QuickPickItem & { uri?: Uri }>(
    [...files, { label: '', kind: QuickPickItemKind.Separator }, other],
    { title: l10n.t('Train on CSV'), placeHolder: l10n.t('A CSV or TSV of this workspace'), matchOnDescription: true },
  );
  if (!picked) return undefined;
  return picked.uri ? localPath(picked.uri) : openDialog();
}

/** Predictions of earlier runs are CSVs too, and not what one wants to train on. */
const ownFolders = '**/{node_modules,sequence-lab}/**';

async function openDialog(): Promise<string | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: l10n.t('Train on CSV'),
    openLabel: l10n.t('Open'),
    filters: { [l10n.t('Tables')]: ['csv', 'tsv', 'txt'] },
    ...(folder ? { defaultUri: folder } : {}),
  });
  return chosen?.[0] ? localPath(chosen[0]) : undefined;
}

function parentLabel(uri: Uri): string {
  const folder = path.posix.dirname(workspace.asRelativePath(uri));
  return folder === '.' ? '' : folder;
}

function activeTabUri(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputText || input instanceof TabInputCustom || input instanceof TabInputNotebook) {
    return input.uri;
  }
  return undefined;
}
