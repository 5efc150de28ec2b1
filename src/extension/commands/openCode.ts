import fs from 'node:fs';
import path from 'node:path';

import { commands, l10n, type QuickPickItem, Uri, window } from 'vscode';

import { type CodeTarget, codeTargets, isCodeTarget, targetFiles } from '../../spec/codeTargets';
import { UserError } from '../../spec/errors';
import { programPath, runFiles } from '../../spec/run';
import type { Application } from '../application';
import { insideRun, openFile } from '../workspace/open';
import { runTarget } from './targets';

/** The library whose programs are opened, chosen once for the workspace. */
const rememberedKey = 'codeTarget';

/** Opens the program of a run for the library that was chosen once; asks where none was, or where one is not told. */
export async function openCode(application: Application, clicked?: unknown, target?: unknown): Promise<void> {
  const run = await runTarget(application, clicked, l10n.t('Open code'));
  if (!run) return;
  const chosen = isCodeTarget(target)
    ? target
    : (rememberedTarget(application) ?? (await pickTarget(run.folder, l10n.t('Open code'))));
  if (!chosen) return;
  if (hasProgram(run.folder, chosen) || isCodeTarget(target)) return openProgram(application, run.folder, chosen);
  // The library chosen once cannot express this network, or the run is an older one.
  const other = l10n.t('Choose another library');
  const { message } = noProgram(run.folder, chosen);
  if ((await window.showWarningMessage(message, other)) === other) await openCodeFor(application, run.folder);
}

/** Asks for the library, also where one is remembered, and opens the program. */
export async function openCodeFor(application: Application, clicked?: unknown): Promise<void> {
  const run = await runTarget(application, clicked, l10n.t('Open code for…'));
  const chosen = run && (await pickTarget(run.folder, l10n.t('Open code'), rememberedTarget(application)));
  if (run && chosen) await openProgram(application, run.folder, chosen);
}

/**
 * Opens a program, and remembers its library. A notebook opens in the notebook editor, which comes with VS Code; running
 * its cells is what the Jupyter extension is for.
 * @throws UserError when the run has none, which says why
 */
export async function openProgram(application: Application, folder: string, target: CodeTarget): Promise<void> {
  if (!hasProgram(folder, target)) throw noProgram(folder, target);
  const file = insideRun(folder, programPath(target));
  await application.context.workspaceState.update(rememberedKey, target);
  if (target !== 'notebook') return openFile(file);
  await commands.executeCommand('vscode.openWith', Uri.file(file), 'jupyter-notebook');
}

export const hasProgram = (folder: string, target: CodeTarget): boolean =>
  fs.existsSync(path.join(folder, programPath(target)));

export function rememberedTarget({ context }: Application): CodeTarget | undefined {
  const stored = context.workspaceState.get<unknown>(rememberedKey);
  return isCodeTarget(stored) ? stored : undefined;
}

function noProgram(folder: string, target: CodeTarget): UserError {
  const { label } = targetFiles[target];
  return new UserError(
    l10n.t('This run has no program for {0}.', label),
    l10n.t('Its {0} says which files were not written, and why.', runFiles.readme),
    { code: 'run/no-file', file: path.join(folder, programPath(target)) },
  );
}

interface TargetItem extends QuickPickItem {
  readonly target: CodeTarget;
}

/** @param last stands first in the list */
export async function pickTarget(folder: string, title: string, last?: CodeTarget): Promise<CodeTarget | undefined> {
  const descriptions: Record<CodeTarget, string> = {
    keras: l10n.t('Python, the same network in Keras'),
    pytorch: l10n.t('Python, with a plain training loop'),
    tfjs: l10n.t('Node.js and the browser'),
    notebook: l10n.t('The Keras program in cells, explained step by step'),
  };
  const order = last ? [last, ...codeTargets.filter((target) => target !== last)] : codeTargets;
  const items = order.map((target): TargetItem => {
    const there = hasProgram(folder, target);
    return {
      target,
      label: targetFiles[target].label,
      description: there ? targetFiles[target].file : l10n.t('not written for this run'),
      detail: descriptions[target],
    };
  });
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('For which library'),
  });
  return picked?.target;
}
