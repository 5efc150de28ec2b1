import fs from 'node:fs';
import path from 'node:path';

import { type ExtensionContext, Uri, workspace } from 'vscode';

/** File names of the CSVs that come with the extension. */
export function sampleNames(extension: Uri): string[] {
  return fs
    .readdirSync(Uri.joinPath(extension, 'samples').fsPath)
    .filter((file) => file.endsWith('.csv'))
    .sort();
}

/**
 * Copies a sample to where its runs may be written: the workspace, or a folder of the extension's own where none is
 * open. A file of that name is never overwritten; one with another content gets the sample beside it.
 * @returns absolute path of the copy
 */
export function placeSample(context: ExtensionContext, name: string): string {
  const source = Uri.joinPath(context.extensionUri, 'samples', name).fsPath;
  const open = workspace.isTrusted ? workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file') : undefined;
  const folder = open?.uri.fsPath ?? path.join(context.globalStorageUri.fsPath, 'samples');
  fs.mkdirSync(folder, { recursive: true });
  const { name: base, ext } = path.parse(name);
  for (let n = 1; ; n++) {
    const target = path.join(folder, n === 1 ? name : `${base}-${n}${ext}`);
    if (!fs.existsSync(target)) fs.copyFileSync(source, target, fs.constants.COPYFILE_EXCL);
    if (fs.readFileSync(source).equals(fs.readFileSync(target))) return target;
  }
}
