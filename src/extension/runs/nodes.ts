import type { RunItem } from '../../protocol/webview';

/** The tree of runs: CSVs, and below each its runs, newest first. */
export type RunsNode = FileNode | RunNode;

export interface FileNode {
  readonly kind: 'file';
  /** Absolute path of the CSV. */
  readonly file: string;
  readonly runs: readonly RunNode[];
}

export interface RunNode {
  readonly kind: 'run';
  readonly item: RunItem;
  /** It trains in this window, so it can be stopped here. */
  readonly own: boolean;
}

/** Groups runs by CSV; both the groups and the runs in them come newest first. */
export function groupByFile(runs: readonly RunItem[], ownFolders: ReadonlySet<string>): FileNode[] {
  const newestFirst = [...runs].sort((a, b) => (a.summary.started < b.summary.started ? 1 : -1));
  const groups = new Map<string, RunNode[]>();
  for (const item of newestFirst) {
    const nodes = groups.get(item.file) ?? [];
    nodes.push({ kind: 'run', item, own: ownFolders.has(item.folder) });
    groups.set(item.file, nodes);
  }
  return [...groups].map(([file, nodes]) => ({ kind: 'file', file, runs: nodes }));
}
