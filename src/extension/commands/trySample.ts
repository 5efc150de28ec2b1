import { l10n, window } from 'vscode';

import type { Application } from '../application';
import { placeSample, sampleNames } from '../workspace/samples';

/** Opens a CSV that comes with the extension, in a copy of the user's own. */
export async function trySample(application: Application, name?: unknown): Promise<void> {
  const { context } = application;
  const samples = sampleNames(context.extensionUri);
  const named = samples.find((file) => file === name);
  const chosen = named ?? (samples.length === 1 ? samples[0] : await pick(samples));
  if (chosen !== undefined) await application.openCsv(placeSample(context, chosen));
}

function pick(samples: string[]): Thenable<string | undefined> {
  return window.showQuickPick(samples, {
    title: l10n.t('Try a sample'),
    placeHolder: l10n.t('It is copied into your workspace'),
  });
}
