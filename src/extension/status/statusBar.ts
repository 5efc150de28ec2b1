import path from 'node:path';

import { Disposable, env, l10n, MarkdownString, StatusBarAlignment, type StatusBarItem, window } from 'vscode';

import type { TrainProgress } from '../../protocol/trainer';
import { shortNumber } from '../runs/format';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';

/** The status bar is text: four changes a second are as many as a person can read. */
const intervalMs = 250;

/** One item while something trains: epoch and loss, a click shows the panel, the tooltip can stop it. */
export class StatusBar {
  private readonly item: StatusBarItem;
  private readonly disposable: Disposable;
  private shownMs = -Infinity;

  constructor(private readonly sessions: Sessions) {
    this.item = window.createStatusBarItem('sequenceLab.training', StatusBarAlignment.Left, 10);
    this.item.name = l10n.t('Sequence Lab: training');
    this.disposable = Disposable.from(
      this.item,
      sessions.onDidChange(() => this.update()),
      sessions.onDidProgress(({ session, progress }) => this.progress(session, progress)),
    );
  }

  dispose(): void {
    this.disposable.dispose();
  }

  private update(): void {
    const session = this.sessions.training.at(-1);
    if (!session) {
      this.item.hide();
      return;
    }
    const { progress, draft, phase } = session.state;
    this.item.text = `$(loading~spin) ${label(phase, progress, draft?.training.epochs ?? 0)}`;
    this.item.tooltip = tooltip(session);
    this.item.command = {
      command: 'sequenceLab.openPanel',
      title: l10n.t('Show the panel'),
      arguments: [session.file],
    };
    this.item.show();
  }

  private progress(session: Session, progress: TrainProgress): void {
    const now = performance.now();
    if (now - this.shownMs < intervalMs || session !== this.sessions.training.at(-1)) return;
    this.shownMs = now;
    const { draft, phase } = session.state;
    this.item.text = `$(loading~spin) ${label(phase, progress, draft?.training.epochs ?? 0)}`;
  }
}

function label(phase: string, progress: TrainProgress | null, epochs: number): string {
  if (phase === 'stopping') return l10n.t('Stopping…');
  if (!progress || progress.phase === 'reading') return l10n.t('Starting…');
  if (progress.phase !== 'training') return l10n.t('Predicting…');
  const epoch = l10n.t('Epoch {0}/{1}', progress.epoch, epochs);
  const loss = progress.runningLoss;
  return loss === null ? epoch : `${epoch} · ${l10n.t('loss {0}', shortNumber(loss, env.language))}`;
}

function tooltip(session: Session): MarkdownString {
  const text = new MarkdownString();
  text.isTrusted = { enabledCommands: ['sequenceLab.stop', 'sequenceLab.openPanel'] };
  text.appendText(l10n.t('Training on {0}', path.basename(session.file)));
  // encodeURIComponent leaves parentheses as they are, and one of them would end the link.
  const target = encodeURIComponent(JSON.stringify([session.file])).replace(/[()]/g, (c) =>
    c === '(' ? '%28' : '%29',
  );
  text.appendMarkdown(
    `\n\n[${l10n.t('Stop')}](command:sequenceLab.stop?${target}) · [${l10n.t('Show the panel')}](command:sequenceLab.openPanel?${target})`,
  );
  return text;
}
