import { type Disposable, l10n, window } from 'vscode';

import type { Application } from '../application';
import { definite } from '../errors';
import type { Session } from '../session/session';

/**
 * Tells the end of a run to a person who looks elsewhere: one notification, only where the panel is not to be seen.
 * The panel itself shows every end.
 */
export function announceEnds(application: Application): Disposable {
  const wasTraining = new WeakSet<Session>();
  return application.sessions.onDidChange((session) => {
    if (session.isTraining) {
      wasTraining.add(session);
      return;
    }
    if (!wasTraining.delete(session) || application.panels.isVisible(session)) return;
    announce(application, session).catch((error: unknown) => application.log.error(String(error)));
  });
}

async function announce(application: Application, session: Session): Promise<void> {
  const { fileName, error, run } = session.state;
  const show = l10n.t('Show the panel');
  let chosen: string | undefined;
  if (error) {
    chosen = await application.showReport(definite({ ...error, message: `${fileName}: ${error.message}` }), show);
  } else if (run?.summary.state === 'done') {
    const verdict = run.summary.verdict || l10n.t('The training is done.');
    chosen = await window.showInformationMessage(`${fileName}: ${verdict}`, show);
  }
  if (chosen === show) application.panels.show(session);
}
