import { env, l10n, Uri, window } from 'vscode';

import type { Application } from '../application';
import type { RunItem } from '../../protocol/webview';
import { readRun } from '../../runs/listRuns';
import { age } from '../runs/format';
import { located } from '../runs/located';
import type { RunNode } from '../runs/nodes';
import type { Session } from '../session/session';

/**
 * The run that a command means: the tree item or folder that was given, else the run that the current panel shows, else
 * what the user picks.
 */
export async function runTarget(
  application: Application,
  clicked: unknown,
  title: string,
): Promise<RunItem | undefined> {
  // The delete key comes without the item it was pressed on.
  if (clicked === 'selection') return application.selectedRun();
  if (isRunNode(clicked)) return clicked.item;
  const folder = clicked instanceof Uri ? clicked.fsPath : typeof clicked === 'string' ? clicked : null;
  if (folder !== null) {
    const run = readRun(folder);
    return run ? located(run) : undefined;
  }
  const current = application.sessions.current?.state.run;
  return current ?? pickRun(application, title);
}

async function pickRun(application: Application, title: string): Promise<RunItem | undefined> {
  const runs = await application.store.all();
  if (runs.length === 0) {
    await window.showInformationMessage(l10n.t('There are no runs yet. Train on a CSV first.'));
    return undefined;
  }
  const items = runs.map((run) => ({
    label: run.name,
    description: age(run.summary.started, new Date(), env.language),
    detail: run.summary.verdict || run.folder,
    run,
  }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('A run, newest first') }))?.run;
}

/**
 * The session that a command means: that of the run or CSV given, else the current one.
 * @param training prefer one that trains, for "stop"
 */
export function sessionTarget(application: Application, clicked: unknown, training = false): Session | null {
  const { sessions } = application;
  if (isRunNode(clicked)) return sessions.all.find(({ runFolder }) => runFolder === clicked.item.folder) ?? null;
  const file = clicked instanceof Uri ? clicked.fsPath : typeof clicked === 'string' ? clicked : null;
  if (file !== null) return sessions.find(file);
  if (training && !sessions.current?.isTraining) return sessions.training.at(-1) ?? null;
  return sessions.current;
}

function isRunNode(value: unknown): value is RunNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'run' && 'item' in value;
}
