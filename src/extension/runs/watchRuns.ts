import { Disposable, workspace } from 'vscode';

import { runFiles } from '../../spec/run';

/** A trainer writes its summary several times; the tree is read again when it is quiet. */
const quietMs = 300;

/** Calls `refresh` when runs of the workspace appear, change or go, whoever did it. */
export function watchRuns(refresh: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(`**/*/${runFiles.summary}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(refresh, quietMs);
  };
  return Disposable.from(
    watcher,
    watcher.onDidCreate(later),
    watcher.onDidChange(later),
    watcher.onDidDelete(later),
    new Disposable(() => clearTimeout(timer)),
  );
}
