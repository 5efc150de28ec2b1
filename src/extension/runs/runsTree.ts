import path from 'node:path';

import {
  env,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from 'vscode';

import type { RunItem } from '../../protocol/webview';
import { mainScore } from '../../spec/mainScore';
import type { RunState } from '../../spec/run';
import { age, shortScore } from './format';
import { type FileNode, groupByFile, type RunNode, type RunsNode } from './nodes';
import type { RunsStore } from './runsStore';

const icons: Record<RunState, ThemeIcon> = {
  done: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  stopped: new ThemeIcon('debug-stop', new ThemeColor('testing.iconSkipped')),
  failed: new ThemeIcon('error', new ThemeColor('testing.iconFailed')),
  running: new ThemeIcon('loading~spin'),
};

/** What the view Runs shows, read from the disk each time it is asked. */
export class RunsTree {
  private groups: FileNode[] = [];

  constructor(
    private readonly store: RunsStore,
    /** Folders of the runs that train in this window. */
    private readonly ownFolders: () => ReadonlySet<string>,
    /** Told how many CSVs have runs, for the commands that need one. */
    private readonly onCount: (files: number) => void,
  ) {}

  async children(node?: RunsNode): Promise<RunsNode[]> {
    if (node?.kind === 'file') return [...node.runs];
    if (node) return [];
    this.groups = groupByFile(await this.store.all(), this.ownFolders());
    this.onCount(this.groups.length);
    return this.groups;
  }

  parent(node: RunsNode): RunsNode | undefined {
    return node.kind === 'run' ? this.groups.find(({ file }) => file === node.item.file) : undefined;
  }

  item(node: RunsNode): TreeItem {
    return node.kind === 'file' ? fileItem(node) : runItem(node);
  }
}

function fileItem({ file, runs }: FileNode): TreeItem {
  const item = new TreeItem(path.basename(file), TreeItemCollapsibleState.Expanded);
  const folder = path.dirname(workspace.asRelativePath(file));
  item.id = `file:${file}`;
  item.description = folder === '.' ? '' : folder;
  item.tooltip = file;
  item.iconPath = new ThemeIcon('graph-line');
  item.contextValue = 'csv';
  item.accessibilityInformation = { label: l10n.t('{0}, {1} runs', path.basename(file), runs.length) };
  return item;
}

function runItem({ item: run, own }: RunNode): TreeItem {
  const item = new TreeItem(run.name, TreeItemCollapsibleState.None);
  const { summary } = run;
  item.id = `run:${run.folder}`;
  item.description = [mainMetric(run), age(summary.started, new Date(), env.language)].filter(Boolean).join(' · ');
  item.tooltip = tooltip(run);
  item.iconPath = icons[summary.state];
  item.contextValue = own ? 'run.own' : `run.${summary.state}`;
  item.resourceUri = Uri.file(run.folder).with({ scheme: 'sequence-lab-run' });
  item.accessibilityInformation = { label: `${run.name}, ${stateLabel(summary.state)}, ${item.description}` };
  item.command = {
    command: 'sequenceLab.openRun',
    title: l10n.t('Open run'),
    arguments: [{ kind: 'run', item: run, own } satisfies RunNode],
  };
  return item;
}

function mainMetric({ summary }: RunItem): string {
  if (summary.state === 'running') return l10n.t('epoch {0} of {1}', summary.epochsDone, summary.epochs);
  if (summary.state === 'failed') return l10n.t('failed');
  const score = mainScore(summary);
  return score === null ? stateLabel(summary.state) : `${score.label} ${shortScore(score, env.language)}`;
}

function stateLabel(state: RunState): string {
  const labels: Record<RunState, string> = {
    done: l10n.t('done'),
    stopped: l10n.t('stopped'),
    failed: l10n.t('failed'),
    running: l10n.t('training'),
  };
  return labels[state];
}

/** Names and messages come from files: they are text here, never Markdown. */
function tooltip({ folder, summary }: RunItem): MarkdownString {
  const lines = [`${summary.name} · ${stateLabel(summary.state)}`];
  if (summary.verdict) lines.push(summary.verdict);
  if (summary.error) lines.push(summary.error.message);
  lines.push(folder);
  const text = new MarkdownString();
  for (const line of lines) text.appendText(line).appendMarkdown('\n\n');
  return text;
}
