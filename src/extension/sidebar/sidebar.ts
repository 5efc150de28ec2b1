import { type Disposable, env, type ExtensionContext, type WebviewView } from 'vscode';

import { Page, type PageRequests } from '../messages/page';
import { pageHtml, pageRoot } from '../panel/html';
import type { SessionHost } from '../session/host';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';

/** The view Train: the current session in short form. */
export class Sidebar {
  private readonly identity = {};
  private page: Page | null = null;
  private sessionListener: Disposable | null = null;

  constructor(
    private readonly context: ExtensionContext,
    private readonly sessions: Sessions,
    private readonly host: SessionHost,
    private readonly requestsOf: (session: () => Session | null, page: object) => PageRequests,
  ) {
    context.subscriptions.push(
      sessions.onDidChangeCurrent(() => this.followCurrent()),
      sessions.onDidProgress(({ session, progress }) => {
        if (session === sessions.current) this.page?.sendProgress(progress);
      }),
    );
  }

  resolve(view: WebviewView): void {
    view.webview.options = { enableScripts: true, localResourceRoots: [pageRoot(this.context.extensionUri)] };
    const page = new Page(
      view.webview,
      () => view.visible,
      this.requestsOf(() => this.sessions.current, this.identity),
      this.host.log,
    );
    this.page = page;
    this.followCurrent();
    view.onDidDispose(() => {
      page.dispose();
      if (this.page === page) this.page = null;
    });
    view.webview.html = pageHtml(view.webview, this.context.extensionUri, 'sidebar', env.language);
  }

  /** Something besides the session changed: trust, settings. */
  refresh(): void {
    this.page?.sendState();
  }

  private followCurrent(): void {
    this.sessionListener?.dispose();
    this.sessionListener =
      this.sessions.current?.onDidChange(({ origin }) => {
        if (origin !== this.identity) this.page?.sendState();
      }) ?? null;
    this.page?.sendState();
  }
}
