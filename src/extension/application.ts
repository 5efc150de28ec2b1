import fs from 'node:fs';
import path from 'node:path';

import {
  commands,
  Disposable,
  type ExtensionContext,
  l10n,
  type LogOutputChannel,
  type TreeView,
  type WebviewPanel,
  type WebviewView,
  window,
  workspace,
} from 'vscode';

import { type RunItem, savedStateSchema } from '../protocol/webview';
import type { ErrorReport } from '../spec/errors';
import type { ComparisonKind } from '../spec/variants';
import { commandTable } from './commands/table';
import type { CommandName } from './commands/names';
import { reportOf } from './errors';
import { Panels } from './panel/panels';
import { pageRequests } from './requests';
import type { LazyRunsTree } from './runs/lazyRunsTree';
import type { RunsNode } from './runs/nodes';
import { RunsStore } from './runs/runsStore';
import { RunsTree } from './runs/runsTree';
import { watchRuns } from './runs/watchRuns';
import type { SessionHost } from './session/host';
import type { Session } from './session/session';
import { Sessions } from './session/sessions';
import { Sidebar } from './sidebar/sidebar';
import { announceEnds } from './status/announce';
import { StatusBar } from './status/statusBar';
import { TrainerProcess } from './trainer/trainerProcess';
import { settingsFor } from './workspace/settings';

/** Asks before something is deleted; the tests in the extension host answer in the user's place. */
export type Confirm = (message: string, detail: string, action: string) => Promise<boolean>;

/** VS Code gives an extension five seconds to end; a stopped run needs less to write its predictions. */
const graceMs = 3000;

/** Everything that was not needed at activation, put together by hand. */
export class Application {
  readonly sessions: Sessions;
  readonly panels: Panels;
  readonly runs: RunsTree;
  readonly store: RunsStore;
  confirm: Confirm = async (message, detail, action) =>
    (await window.showWarningMessage(message, { modal: true, detail }, action)) === action;
  private readonly contextKeys = new Map<string, boolean>();
  private readonly sidebar: Sidebar;
  private readonly disposable: Disposable;

  constructor(
    readonly context: ExtensionContext,
    readonly log: LogOutputChannel,
    private readonly tree: LazyRunsTree,
    private readonly runsView: TreeView<RunsNode>,
  ) {
    const host: SessionHost = {
      log,
      startTrainer: () => TrainerProcess.start(this.file('dist', 'trainer.js'), log),
      settings: settingsFor,
      trusted: () => workspace.isTrusted,
      runsChanged: () => tree.refresh(),
    };
    this.sessions = new Sessions(host);
    this.store = new RunsStore(context.workspaceState);
    this.runs = new RunsTree(
      this.store,
      () => new Set(this.sessions.training.flatMap(({ runFolder }) => (runFolder === null ? [] : [runFolder]))),
      (files) => void this.setContext('anyRuns', files > 0),
    );
    const requests: ConstructorParameters<typeof Panels>[3] = (session, page) => pageRequests(this, session, page);
    this.panels = new Panels(context, this.sessions, host, requests);
    this.sidebar = new Sidebar(context, this.sessions, host, requests);
    this.disposable = Disposable.from(
      this.sessions,
      new StatusBar(this.sessions),
      announceEnds(this),
      watchRuns(() => tree.refresh()),
      this.sessions.onDidChange(() => this.setContextKeys()),
      this.sessions.onDidChangeCurrent(() => this.setContextKeys()),
      this.sessions.onDidChangeCurrent(() => this.releaseUnseen()),
      workspace.onDidGrantWorkspaceTrust(() => this.refreshPages()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('sequenceLab')) tree.refresh();
      }),
    );
  }

  /** False in Restricted Mode. */
  get trusted(): boolean {
    return workspace.isTrusted;
  }

  /** Absolute path of a file of the extension. */
  file(...parts: string[]): string {
    return path.join(this.context.extensionUri.fsPath, ...parts);
  }

  /**
   * Runs a command; what it throws is shown with a way out, and the log has it.
   * @returns what the command answers, or the report of its error
   */
  async run(name: CommandName, args: readonly unknown[]): Promise<unknown> {
    try {
      return await commandTable[name](this, ...args);
    } catch (error) {
      return this.tell(error);
    }
  }

  /**
   * Shows the CSV's panel; a file that was not open yet is read.
   * @param runFolder the run to show; null for the one that is shown, or the newest
   */
  async openCsv(file: string, runFolder: string | null = null, preserveFocus = false): Promise<Session> {
    const { session, isNew } = this.sessions.obtain(file);
    this.panels.show(session, preserveFocus);
    this.sessions.makeCurrent(session);
    await this.setContext('opened', true);
    // Reading a large file takes its time; the panel shows how far it is.
    if (isNew) void session.load(runFolder);
    else if (runFolder !== null && session.runFolder !== runFolder) await session.showRun(runFolder);
    return session;
  }

  /** Starts a run; its folder is remembered, so that it is found again after a reload. */
  train(session: Session, draft: unknown): ReturnType<Session['train']> {
    const run = session.train(draft);
    void this.store.remember(path.dirname(run.folder));
    void this.setContext('started', true);
    this.tree.refresh();
    return run;
  }

  /** Trains what a comparison lacks; its runs are found again after a reload, as those of `train`. */
  async compare(session: Session, kind: ComparisonKind): Promise<void> {
    await session.compare(kind);
    void this.store.remember(settingsFor(session.file).outputFolder);
    this.tree.refresh();
  }

  resolveSidebar(view: WebviewView): void {
    this.sidebar.resolve(view);
  }

  /** VS Code has reloaded its window and kept the panel: state comes from the CSV and the run folder. */
  restorePanel(panel: WebviewPanel, state: unknown): void {
    const saved = savedStateSchema.safeParse(state);
    if (!saved.success || !fs.existsSync(saved.data.filePath)) {
      this.log.warn('a panel could not be restored: its file is not known any more');
      panel.dispose();
      return;
    }
    const { session, isNew } = this.sessions.obtain(saved.data.filePath);
    this.panels.restore(panel, session);
    if (isNew) void session.load(saved.data.runFolder);
  }

  /** The run that is selected in the view Runs. */
  selectedRun(): RunItem | undefined {
    const node = this.runsView.selection[0];
    return node?.kind === 'run' ? node.item : undefined;
  }

  refreshRuns(): void {
    this.tree.refresh();
  }

  /** Sets a key for the `when` clauses of package.json. */
  async setContext(key: string, value: boolean): Promise<void> {
    if (this.contextKeys.get(key) === value) return;
    this.contextKeys.set(key, value);
    await commands.executeCommand('setContext', `sequenceLab.${key}`, value);
  }

  /** Shows an error with the actions that help, without waiting for an answer. */
  tell(error: unknown): ErrorReport {
    const report = reportOf(error);
    this.log.error(report.defect && error instanceof Error ? (error.stack ?? error.message) : report.message);
    this.showReport(report).catch((failure: unknown) => this.log.error(String(failure)));
    return report;
  }

  async showReport(report: ErrorReport, ...more: string[]): Promise<string | undefined> {
    const showLog = l10n.t('Show log');
    const trust = l10n.t('Manage workspace trust');
    const actions = report.code === 'workspace/untrusted' ? [trust] : [...more, showLog];
    const chosen = await window.showErrorMessage(`${report.message} ${report.hint}`.trim(), ...actions);
    if (chosen === showLog) this.log.show(true);
    if (chosen === trust) await commands.executeCommand('workbench.trust.manage');
    return chosen;
  }

  /** Ends all trainers, each after a moment to write what it has. */
  async end(): Promise<void> {
    await Promise.all(this.sessions.training.map((session) => session.end(graceMs)));
  }

  dispose(): void {
    this.disposable.dispose();
  }

  private refreshPages(): void {
    for (const session of this.sessions.all) session.refresh();
    this.sidebar.refresh();
  }

  /** A session whose panel was closed while it trained or was current goes when another becomes current. */
  private releaseUnseen(): void {
    for (const session of this.sessions.all) if (!this.panels.isOpen(session)) this.sessions.release(session);
  }

  private setContextKeys(): void {
    const { current, training } = this.sessions;
    const run = current?.state.run;
    void this.setContext('training', training.length > 0);
    void this.setContext('currentTraining', current?.isTraining ?? false);
    void this.setContext('hasFile', current !== null);
    void this.setContext('hasRun', run != null && run.summary.state !== 'running');
    void this.setContext('hasResult', run != null && run.summary.state !== 'running' && run.summary.finished !== null);
    if (run?.summary.state === 'done' && current?.state.restored === false) void this.setContext('trained', true);
  }
}
