import { l10n } from 'vscode';

import type { ErrorReport } from '../../spec/errors';

/** How a trainer process ended. */
export interface TrainerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines it wrote to standard error. */
  readonly lastWords: readonly string[];
}

/** What the user is told when the process ended before it answered. */
export function exitReport({ code, signal, lastWords }: TrainerExit): ErrorReport {
  const outOfMemory = lastWords.some((line) => /out of memory|allocation failed|ENOMEM/i.test(line));
  if (outOfMemory) {
    return {
      message: l10n.t('The training process ran out of memory and ended.'),
      hint: l10n.t(
        'Use fewer units, a smaller batch or fewer time steps. Epochs that were finished are in the run folder.',
      ),
      defect: false,
      code: 'trainer/out-of-memory',
    };
  }
  const how = signal ? l10n.t('signal {0}', signal) : l10n.t('exit code {0}', String(code));
  return {
    message: l10n.t('The training process ended unexpectedly ({0}).', how),
    hint:
      signal === 'SIGKILL'
        ? l10n.t('It was killed from outside, often because the machine ran out of memory. The log has the details.')
        : l10n.t('The log has the details. Epochs that were finished are in the run folder.'),
    defect: false,
    code: 'trainer/ended',
  };
}
