import { availableParallelism } from 'node:os';
import path from 'node:path';

import { Uri, workspace } from 'vscode';

import { type Experiment, engines } from '../../spec/experiment';
import { defaultThreads } from '../../spec/threads';

export interface Settings {
  /** Absolute path of the folder that holds the run folders. */
  readonly outputFolder: string;
  readonly engine: Experiment['engine'];
  readonly threads: number;
}

/** The settings as they hold for a CSV: a folder's own settings win over the workspace's. */
export function settingsFor(file: string): Settings {
  const uri = Uri.file(file);
  const settings = workspace.getConfiguration('sequenceLab', uri);
  const engine = settings.get<unknown>('engine');
  const threads = settings.get<unknown>('threads');
  return {
    outputFolder: outputFolder(settings.get<unknown>('outputFolder'), file, uri),
    engine: engines.find((name) => name === engine) ?? 'auto',
    threads:
      typeof threads === 'number' && Number.isInteger(threads) && threads > 0
        ? threads
        : defaultThreads(availableParallelism()),
  };
}

/** Relative folders count from the CSV's own folder; `${workspaceFolder}` is the one that holds the CSV. */
function outputFolder(setting: unknown, file: string, uri: Uri): string {
  const beside = path.dirname(file);
  const written = typeof setting === 'string' && setting.trim() !== '' ? setting.trim() : 'sequence-lab';
  const root = workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? beside;
  return path.resolve(
    beside,
    written.replaceAll('${workspaceFolder}', () => root),
  );
}
