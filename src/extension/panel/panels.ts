import path from 'node:path';

import { env, type ExtensionContext, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';

import { Page, type PageRequests } from '../messages/page';
import type { SessionHost } from '../session/host';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';
import { pageHtml, pageRoot } from './html';

interface OpenPanel {
  readonly panel: WebviewPanel;
  readonly page: Page;
  readonly session: Session;
}

/** The panels, one a CSV. A hidden panel's page is thrown away and asks for its state when it comes back. */
export class Panels {
  private readonly open = new Map<Session, OpenPanel>();

  constructor(
    private readonly context: ExtensionContext,
    private readonly sessions: Sessions,
    private readonly host: SessionHost,
    private readonly requestsOf: (session: () => Session | null, page: object) => PageRequests,
  ) {
    context.subscriptions.push(
      sessions.onDidProgress(({ session, progress }) => this.open.get(session)?.page.sendProgress(progress)),
      sessions.onDidSample(({ session, samples }) => this.open.get(session)?.page.sendSamples(samples)),
      sessions.onDidTrace(({ session, trace }) => this.open.get(session)?.page.sendGradients(trace)),
    );
  }

  /** Shows the CSV's panel, made where there is none. */
  show(session: Session, preserveFocus = false): void {
    const known = this.open.get(session);
    if (known) {
      known.panel.reveal(undefined, preserveFocus);
      return;
    }
    const panel = window.createWebviewPanel(
      'sequenceLab.panel',
      path.basename(session.file),
      { viewColumn: ViewColumn.Active, preserveFocus },
      { enableScripts: true, localResourceRoots: [pageRoot(this.context.extensionUri)] },
    );
    this.attach(panel, session);
  }

  /** Fills a panel that VS Code has kept over a window reload. */
  restore(panel: WebviewPanel, session: Session): void {
    panel.webview.options = { enableScripts: true, localResourceRoots: [pageRoot(this.context.extensionUri)] };
    this.attach(panel, session);
  }

  isOpen(session: Session): boolean {
    return this.open.has(session);
  }

  isVisible(session: Session): boolean {
    return this.open.get(session)?.panel.visible ?? false;
  }

  private attach(panel: WebviewPanel, session: Session): void {
    panel.title = path.basename(session.file);
    panel.iconPath = {
      light: Uri.joinPath(this.context.extensionUri, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(this.context.extensionUri, 'media', 'tab-dark.svg'),
    };
    const identity = {};
    const page = new Page(
      panel.webview,
      () => panel.visible,
      this.requestsOf(() => session, identity),
      this.host.log,
    );
    const entry = { panel, page, session };
    this.open.set(session, entry);
    const stateListener = session.onDidChange(({ origin }) => {
      if (origin !== identity) page.sendState();
    });
    panel.onDidChangeViewState(() => {
      if (panel.active) this.sessions.makeCurrent(session);
    });
    panel.onDidDispose(() => {
      stateListener.dispose();
      page.dispose();
      this.open.delete(session);
      this.sessions.release(session);
    });
    panel.webview.html = pageHtml(panel.webview, this.context.extensionUri, 'panel', env.language);
    this.sessions.makeCurrent(session);
  }
}
