import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { type Browser, type Page, chromium } from 'playwright-core';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  ResponseError,
  createMessageConnection,
} from 'vscode-jsonrpc/node';

import { previewCode } from '../../../src/extension/session/codePreview';
import { type InspectQuery, compareParams, inspectQuery } from '../../../src/protocol/inspection';
import {
  type PanelState,
  type PredictionQuery,
  type PredictionSeries,
  type ResultTable,
  type TableQuery,
  codeParams,
  draftParams,
  openParams,
  pageGenerateParams,
  pageSeriesParams,
  predictionQuery,
  proposeParams,
  tableQuery,
  webviewMethods as methods,
} from '../../../src/protocol/webview';
import { type ErrorReport, UserError, toErrorReport } from '../../../src/spec/errors';
import type { GradientTrace, Inspection } from '../../../src/spec/inspection';
import { safeParseExperiment } from '../../../src/spec/parse';
import { madeSeries } from './madeSeries';
import { drafted, proposed, tableOf } from './taskStates';

export type ThemeName = 'light' | 'dark' | 'high-contrast';

/** The theme variables of VS Code 1.139, as its workbench sets them. */
const themes = JSON.parse(readFileSync(path.join(import.meta.dirname, 'themes.json'), 'utf8')) as Record<
  ThemeName,
  { kind: string; variables: Record<string, string> }
>;

export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`no Chromium at ${executablePath}; set CHROME_PATH`);
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}

export interface OpenOptions {
  readonly url: string;
  readonly page?: 'panel' | 'sidebar';
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state: PanelState;
  readonly predictions?: (query: PredictionQuery) => PredictionSeries;
  readonly table?: (query: TableQuery) => ResultTable;
  readonly texts?: readonly string[];
  readonly look?: (query: InspectQuery) => Inspection | Promise<Inspection>;
  readonly gradients?: readonly GradientTrace[];
  readonly reducedMotion?: boolean;
  /** What the code of a draft waits for. */
  readonly slowCode?: () => Promise<void>;
}

/**
 * The extension's end of a page that runs in a plain browser: the protocol, the checks and the content policy are the
 * real ones; only `acquireVsCodeApi` is stood in for, by a function that carries the messages to this process.
 */
export class PageHost {
  readonly asked: { method: string; params: unknown }[] = [];
  /** Errors of the page: exceptions, console errors, violations of the content policy. */
  readonly errors: string[] = [];
  state: PanelState;

  private constructor(
    readonly page: Page,
    private readonly connection: MessageConnection,
    options: OpenOptions,
  ) {
    this.state = options.state;
    const answer = (method: string, handle: (params: unknown) => unknown): void => {
      connection.onRequest(method, (params: unknown) => {
        this.asked.push({ method, params });
        return answered(handle, params);
      });
    };
    answer(methods.ready, () => void this.send(this.state));
    answer(methods.edit, (params) => this.edit(draftParams.parse(params).draft));
    answer(methods.code, async (params) => {
      await options.slowCode?.();
      const { profile, filePath } = this.state;
      if (filePath === null) throw new Error('no file');
      const outputFolder = path.join(path.dirname(filePath), 'sequence-lab');
      return previewCode(codeParams.parse(params), profile, { file: filePath, outputFolder });
    });
    answer(methods.train, (params) => void draftParams.parse(params));
    answer(methods.open, (params) => void openParams.parse(params));
    answer(methods.predictions, (params) => {
      if (!options.predictions) throw new Error('no predictions in this state');
      return options.predictions(predictionQuery.parse(params));
    });
    answer(methods.table, (params) => {
      const query = tableQuery.parse(params);
      return options.table ? options.table(query) : tableOf(this.state.fileName, query);
    });
    answer(methods.propose, (params) => {
      const { task, target } = proposeParams.parse(params);
      void this.send(proposed(this.state, task, target));
    });
    answer(methods.series, (params) => madeSeries(this.state.fileName, pageSeriesParams.parse(params)));
    answer(methods.generate, (params) => {
      pageGenerateParams.parse(params);
      return { texts: options.texts ?? [] };
    });
    answer(methods.inspect, (params) => {
      if (!options.look) throw new Error('no looks in this state');
      return options.look(inspectQuery.parse(params));
    });
    answer(methods.gradients, () => ({ traces: options.gradients ?? [] }));
    answer(methods.compare, (params) => void compareParams.parse(params));
    for (const method of [
      methods.stop,
      methods.exportRun,
      methods.runProgram,
      methods.chooseFile,
      methods.trySample,
      methods.reload,
      methods.backtest,
      methods.cancelBacktest,
      methods.predict,
      methods.cancelPrediction,
    ]) {
      answer(method, () => undefined);
    }
    connection.listen();
  }

  static async open(browser: Browser, options: OpenOptions): Promise<PageHost> {
    const { width = 1400, height = 900, theme = 'light', page: name = 'panel' } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    let receive: DataCallback = () => undefined;
    await page.exposeFunction('sendToHost', (text: string) => receive(JSON.parse(text) as Message));
    await page.addInitScript(standInForVsCode, themes[theme]);
    const connection = createMessageConnection(
      new PageReader((callback) => (receive = callback)),
      new PageWriter(page),
    );
    const host = new PageHost(page, connection, options);
    page.on('pageerror', (error) => host.errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') host.errors.push(message.text());
    });
    await page.goto(`${options.url}/${name}`);
    await page.waitForSelector(`lab-${name} main`);
    return host;
  }

  async send(state: PanelState): Promise<void> {
    this.state = state;
    await this.connection.sendNotification(methods.state, state);
  }
  async notify(method: string, params: object): Promise<void> {
    await this.connection.sendNotification(method, params);
  }

  /** Waits until the page has asked for `method`, and returns what it sent with it. */
  async waitFor(method: string, timeoutMs = 30_000): Promise<unknown> {
    const end = Date.now() + timeoutMs;
    while (Date.now() < end) {
      const found = this.asked.find((asked) => asked.method === method);
      if (found) return found.params;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the page did not ask for "${method}"; it asked for ${this.asked.map((a) => a.method).join(', ')}`);
  }

  /** Waits until the page has sent what was typed: it gathers edits for less than this, by its own clock. */
  async edits(): Promise<void> {
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 350)));
    await new Promise((resolve) => setTimeout(resolve, 20)); // messages are answered in later turns
  }

  /** Waits until the page has drawn what it was sent: two frames without a change of its content or size. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          let quiet = 0;
          let changed = true;
          const mutations = new MutationObserver(() => (changed = true));
          mutations.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
          const frame = (): void => {
            quiet = changed ? 0 : quiet + 1;
            changed = false;
            if (quiet < 4) requestAnimationFrame(frame);
            else {
              mutations.disconnect();
              resolve();
            }
          };
          requestAnimationFrame(frame);
        }),
    );
  }

  async close(): Promise<void> {
    this.connection.dispose();
    await this.page.context().close();
  }

  private edit(draft: unknown): object {
    const parsed = safeParseExperiment(draft);
    if ('problems' in parsed) return { problems: parsed.problems, layers: this.state.layers };
    if (!this.state.profile) throw new Error('no file');
    const { problems, layers, shapes, about } = drafted(parsed.experiment, this.state.profile);
    return { problems, layers, shapes, about };
  }
}

/** As the extension answers: an error that the user can mend comes with its report. */
async function answered(
  handle: (params: unknown) => unknown,
  params: unknown,
): Promise<object | ResponseError<ErrorReport | void>> {
  try {
    return ((await handle(params)) ?? null) as object;
  } catch (error) {
    if (error instanceof UserError) return new ResponseError(-32603, error.message, toErrorReport(error));
    return new ResponseError(-32603, String(error));
  }
}

class PageReader extends AbstractMessageReader {
  constructor(private readonly attach: (callback: DataCallback) => void) {
    super();
  }
  listen(callback: DataCallback): Disposable {
    this.attach(callback);
    return { dispose: () => this.attach(() => undefined) };
  }
}

class PageWriter extends AbstractMessageWriter {
  constructor(private readonly page: Page) {
    super();
  }
  async write(message: Message): Promise<void> {
    await this.page.evaluate((data) => window.postMessage(data, '*'), message);
  }
  end(): void {
    // Messages are written at once.
  }
}

/** Runs in the page before its own script. */
function standInForVsCode(theme: { kind: string; variables: Record<string, string> }): void {
  const send = (window as unknown as { sendToHost(text: string): Promise<void> }).sendToHost;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => void send(JSON.stringify(message)),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
      setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
    }),
    setTheme: ({ kind, variables }: typeof theme) => {
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
      document.body.className = kind;
      document.body.dataset['vscodeThemeKind'] = kind;
    },
  });
  const apply = (): void => (window as unknown as { setTheme(value: typeof theme): void }).setTheme(theme);
  // VS Code has set all of this before the page's script runs.
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    apply();
  }).observe(document, { childList: true, subtree: true });
}

export { themes };
