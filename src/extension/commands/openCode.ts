import path from 'node:path';

import { l10n, window } from 'vscode';

import type { Application } from '../application';
import { runFiles } from '../../spec/run';
import { UserError } from '../../spec/errors';
import { type CodeTarget, codeName } from '../session/codeName';
import { insideRun, openFile } from '../workspace/open';
import { runTarget } from './targets';

/** Absolute path of the generated program for a target. @throws UserError when the run has none */
export function codeFile(folder: string, target: CodeTarget): string {
  const name = codeName(folder, target);
  if (name !== null) return insideRun(folder, name);
  throw new UserError(
    l10n.t('This run has no generated code for {0}.', labels()[target]),
    l10n.t('Code is written when a run ends; train to the end or stop it.'),
    { code: 'run/no-file', file: path.join(folder, runFiles.code) },
  );
}

/** Opens the generated program; asks for which library where it is not told. */
export async function openCode(application: Application, clicked?: unknown, target?: unknown): Promise<void> {
  const run = await runTarget(application, clicked, l10n.t('Open code'));
  if (!run) return;
  const chosen = target === 'keras' || target === 'tensorflow' ? target : await pickTarget();
  if (chosen) await openFile(codeFile(run.folder, chosen));
}

async function pickTarget(): Promise<CodeTarget | undefined> {
  const items = (['keras', 'tensorflow'] as const).map((target) => ({ label: labels()[target], target }));
  return (await window.showQuickPick(items, { title: l10n.t('Open code'), placeHolder: l10n.t('For which library') }))
    ?.target;
}

function labels(): Record<CodeTarget, string> {
  return { keras: l10n.t('Keras (Python)'), tensorflow: l10n.t('TensorFlow.js (Node.js)') };
}
