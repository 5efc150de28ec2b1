import { l10n } from 'vscode';

import type { RunItem } from '../../protocol/webview';
import { UserError } from '../../spec/errors';
import type { DataProfile } from '../../spec/profile';
import { type ComparisonKind, type Variant, variantsOf, whyOneDirection } from '../../spec/variants';
import { checkDraft } from './checkDraft';
import { problemError } from './problems';
import type { RunResult } from './runResult';

/**
 * What is trained to compare a run, and the runs on the same content of the file that may be there already.
 * @throws UserError when there is no such run, its file was changed, or one of the networks cannot be
 */
export function compared(
  kind: ComparisonKind,
  { run, experiment }: RunResult,
  runs: readonly RunItem[],
  profile: DataProfile | null,
  fileChanged: boolean,
): { run: RunItem; variants: Variant[]; known: RunItem[] } {
  if (!run || !experiment || run.summary.finished === null) {
    throw new UserError(l10n.t('There is no network yet.'), l10n.t('Train a network first.'));
  }
  if (fileChanged) {
    throw new UserError(
      l10n.t('The CSV was changed since this run was trained.'),
      l10n.t('Train again on the file as it is now, then compare.'),
      { code: 'run/data-changed' },
    );
  }
  const why = kind === 'directions' ? whyOneDirection(experiment.task, experiment.training.stateful) : null;
  if (why !== null) throw new UserError(why, l10n.t('Compare kinds of cells instead.'));
  const variants = variantsOf(kind, { ...experiment, data: { ...experiment.data, file: run.file, sha256: null } });
  for (const { experiment: variant } of variants) {
    const [problem] = checkDraft(variant, profile).problems;
    if (problem) throw problemError(problem);
  }
  const known = runs.filter(({ summary }) => summary.sha256 === run.summary.sha256);
  return { run, variants, known };
}
