import { l10n } from 'vscode';

import { UserError } from '../../spec/errors';
import type { Problem } from '../../spec/problem';

/** Kinds of errors that mean "there is not enough in this file", which the page shows as a state of its own. */
export const tooShortCodes: ReadonlySet<string> = new Set(['csv/empty', 'csv/header-only', 'csv/one-row']);

/** A draft's first problem as the error of a request to train it. */
export function problemError(problem: Problem | undefined): UserError {
  if (!problem) return new UserError(l10n.t('The experiment is not valid.'), l10n.t('Correct the marked fields.'));
  return new UserError(problem.message, problem.hint, { code: 'experiment/invalid', path: problem.path });
}

/** What every command and request answers in Restricted Mode that would start a run or write a file. */
export function untrustedError(): UserError {
  return new UserError(
    l10n.t('Training is off in Restricted Mode.'),
    l10n.t('Trust this workspace to train: a run writes files into the workspace.'),
    { code: 'workspace/untrusted' },
  );
}

/** The same, of what is done with the code of a run. */
export function untrustedCodeError(): UserError {
  return new UserError(
    l10n.t('Code is neither run nor exported in Restricted Mode.'),
    l10n.t('Trust this workspace first: the code of a run could have been changed by somebody else.'),
    { code: 'workspace/untrusted' },
  );
}

/** The same, of predicting other data. */
export function untrustedPredictionError(): UserError {
  return new UserError(
    l10n.t('Predicting is off in Restricted Mode.'),
    l10n.t('Trust this workspace first: predictions are written as a file.'),
    { code: 'workspace/untrusted' },
  );
}

export function busyError(): UserError {
  return new UserError(l10n.t('A run on this file is training already.'), l10n.t('Stop it first, or wait.'), {
    code: 'session/busy',
  });
}

/** A run can only be stopped by the process that has started its trainer. */
export function elsewhereError(): UserError {
  return new UserError(
    l10n.t('This run trains in another window or terminal.'),
    l10n.t('Stop it there; its progress is read from the run folder.'),
    { code: 'run/elsewhere' },
  );
}

/** What is answered to a question to the network of a run where none is shown. */
export const noNetworkError = (): UserError =>
  new UserError(l10n.t('There is no network yet.'), l10n.t('Train a network first.'));
