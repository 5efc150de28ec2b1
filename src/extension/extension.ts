import * as vscode from 'vscode';

import { commandNames } from './commands/names';
import { LazyRunsTree } from './runs/lazyRunsTree';
import type { Application } from './application';

/**
 * Activation registers names only: commands, the two views, the panel's serializer. What they do is loaded when the
 * first of them is used, because schemas and message code cost more than everything else here together.
 */

/** What `activate` hands out, for the tests in the extension host. */
export interface SequenceLabApi {
  /** How long `activate` took, milliseconds. */
  readonly activationMs: number;
  application(): Promise<Application>;
}

let loading: Promise<Application> | undefined;
let output: vscode.LogOutputChannel | undefined;

export function activate(context: vscode.ExtensionContext): SequenceLabApi {
  const begun = performance.now();
  const log = vscode.window.createOutputChannel('Sequence Lab', { log: true });
  const tree = new LazyRunsTree();
  const runsView = vscode.window.createTreeView('sequenceLab.runs', { treeDataProvider: tree, showCollapseAll: true });
  context.subscriptions.push(runsView);
  output = log;

  const application = (): Promise<Application> =>
    (loading ??= import(/* webpackMode: "eager" */ './application').then(
      ({ Application }) => new Application(context, log, tree, runsView),
    ));
  tree.application = application;

  for (const name of commandNames) {
    context.subscriptions.push(
      vscode.commands.registerCommand(`sequenceLab.${name}`, async (...args: unknown[]) =>
        (await application()).run(name, args),
      ),
    );
  }
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider('sequenceLab.train', {
      resolveWebviewView: async (view) => (await application()).resolveSidebar(view),
    }),
    vscode.window.registerWebviewPanelSerializer('sequenceLab.panel', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await application()).restorePanel(panel, state),
    }),
  );

  offerRunCommands().catch((error: unknown) => log.warn(String(error)));

  const activationMs = performance.now() - begun;
  log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return { activationMs, application };
}

/** Commands that need a run are in the palette where there are runs, also before the view Runs was opened. */
async function offerRunCommands(): Promise<void> {
  const [run] = await vscode.workspace.findFiles('**/sequence-lab/*/summary.json', '**/node_modules/**', 1);
  if (run) await vscode.commands.executeCommand('setContext', 'sequenceLab.anyRuns', true);
}

/**
 * Trainers end with the host. VS Code disposes the subscriptions as soon as this is called and waits some seconds for its
 * promise: what a run needs to end well is therefore not among them.
 */
export async function deactivate(): Promise<void> {
  const application = await loading;
  await application?.end();
  application?.dispose();
  output?.dispose();
}
