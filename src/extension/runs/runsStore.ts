import path from 'node:path';

import { type Memento, Uri, workspace } from 'vscode';

import type { RunItem } from '../../protocol/webview';
import { listRuns } from '../../runs/listRuns';
import { runFiles } from '../../spec/run';
import { located } from './located';
import { settingsFor } from '../workspace/settings';

const rememberedKey = 'outputFolders';
const mostRemembered = 50;
const mostFound = 5000;

/** Where runs lie: in the workspace, in the folder that the settings name, and where this window has trained before. */
export class RunsStore {
  constructor(private readonly memory: Memento) {}

  /** Runs outside of the workspace are found again after a reload because their folder is remembered. */
  async remember(outputFolder: string): Promise<void> {
    const known = this.remembered();
    if (known[0] === outputFolder) return;
    const folders = [outputFolder, ...known.filter((folder) => folder !== outputFolder)];
    await this.memory.update(rememberedKey, folders.slice(0, mostRemembered));
  }

  /** All runs that are known of, newest first. */
  async all(): Promise<RunItem[]> {
    const roots = new Set([...(await this.rootsInWorkspace()), ...this.configuredRoots(), ...this.remembered()]);
    const byFolder = new Map<string, RunItem>();
    for (const root of roots) {
      const { runs } = await listRuns(root);
      for (const run of runs) byFolder.set(run.folder, located(run));
    }
    return [...byFolder.values()].sort((a, b) => (a.summary.started < b.summary.started ? 1 : -1));
  }

  private remembered(): string[] {
    const stored = this.memory.get<unknown>(rememberedKey);
    return Array.isArray(stored) ? stored.filter((entry): entry is string => typeof entry === 'string') : [];
  }

  /** Output folders beside CSVs, found by the summaries in them. */
  private async rootsInWorkspace(): Promise<string[]> {
    const names = new Set(this.configuredRoots().map((root) => path.basename(root)));
    const roots = new Set<string>();
    for (const name of names) {
      const pattern = `**/${name.replace(/[*?[\]{}]/g, (character) => `[${character}]`)}/*/${runFiles.summary}`;
      const found = await workspace.findFiles(pattern, '**/node_modules/**', mostFound);
      for (const uri of found) roots.add(path.dirname(path.dirname(uri.fsPath)));
    }
    return [...roots];
  }

  /** What the setting says for a file right in each workspace folder. */
  private configuredRoots(): string[] {
    const folders = workspace.workspaceFolders ?? [];
    return folders
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => settingsFor(Uri.joinPath(uri, 'data.csv').fsPath).outputFolder);
  }
}
