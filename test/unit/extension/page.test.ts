import { describe, expect, it } from 'vitest';
import type { LogOutputChannel, Webview } from 'vscode';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Message,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';

import { Page, type PageRequests } from '../../../src/extension/messages/page';
import { emptyState } from '../../../src/extension/session/emptyState';
import { panelStateSchema, webviewMethods as methods } from '../../../src/protocol/webview';
import { UserError } from '../../../src/spec/errors';

type Listener = (data: unknown) => void;

/** The page's end of `postMessage`, which clones what it carries. */
class Wire {
  private readonly toHost: Listener[] = [];
  private readonly toPage: Listener[] = [];
  readonly webview = {
    onDidReceiveMessage: (listener: Listener) => {
      this.toHost.push(listener);
      return { dispose: () => this.toHost.splice(this.toHost.indexOf(listener), 1) };
    },
    postMessage: (message: unknown) => {
      for (const listener of this.toPage) listener(structuredClone(message));
      return Promise.resolve(true);
    },
  } as unknown as Webview;

  post(message: unknown): void {
    for (const listener of [...this.toHost]) listener(structuredClone(message));
  }

  connect(): MessageConnection {
    const { toPage } = this;
    const post = (message: Message): void => this.post(message);
    class Reader extends AbstractMessageReader {
      listen(callback: DataCallback): { dispose(): void } {
        toPage.push((data) => callback(data as Message));
        return { dispose: () => undefined };
      }
    }
    class Writer extends AbstractMessageWriter {
      write(message: Message): Promise<void> {
        post(message);
        return Promise.resolve();
      }
      end(): void {
        // Nothing is kept.
      }
    }
    const connection = createMessageConnection(new Reader(), new Writer());
    connection.listen();
    return connection;
  }
}

const log = { warn: () => undefined, error: () => undefined } as unknown as LogOutputChannel;

function opened(requests: Partial<PageRequests> = {}, isVisible = (): boolean => true) {
  const wire = new Wire();
  const refuse = (): never => {
    throw new Error('not asked for in this test');
  };
  const page = new Page(
    wire.webview,
    isVisible,
    {
      state: () => emptyState(true),
      edit: refuse,
      code: refuse,
      exportRun: refuse,
      runProgram: refuse,
      train: refuse,
      stop: refuse,
      open: refuse,
      predictions: refuse,
      table: refuse,
      propose: refuse,
      generate: refuse,
      series: refuse,
      backtest: refuse,
      cancelBacktest: refuse,
      predict: refuse,
      cancelPrediction: refuse,
      inspect: refuse,
      gradients: refuse,
      compare: refuse,
      chooseFile: refuse,
      trySample: refuse,
      reload: refuse,
      ...requests,
    },
    log,
  );
  const client = wire.connect();
  const states: unknown[] = [];
  client.onNotification(methods.state, (state: unknown) => void states.push(state));
  const failure = async (method: string, params?: unknown): Promise<ResponseError<unknown>> => {
    const error = await client.sendRequest(method, params).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ResponseError)) throw new Error(`"${method}" was not refused`);
    return error as ResponseError<unknown>;
  };
  return { wire, page, client, states, failure };
}

describe('The host’s end of a page', () => {
  it('answers "ready" with the whole state', async () => {
    const { client, states } = opened();
    await client.sendRequest(methods.ready);
    expect(states).toHaveLength(1);
    expect(panelStateSchema.parse(states[0])).toEqual(emptyState(true));
  });

  it('sends nothing before the page is ready, nor while it is hidden', async () => {
    let visible = false;
    const { page, client, states } = opened({}, () => visible);
    page.sendState();
    await client.sendRequest(methods.ready);
    page.sendState();
    expect(states).toHaveLength(0);
    visible = true;
    page.sendState();
    await expect.poll(() => states.length).toBe(1);
  });

  it('answers an error that the user can mend with message, hint and code', async () => {
    const { failure } = opened({
      train: () => {
        throw new UserError('The disk is full.', 'Free some space.', { code: 'file/enospc', path: 'a.b' });
      },
    });
    const { message, data } = await failure(methods.train, { draft: {} });
    expect(message).toBe('The disk is full.');
    expect(data).toEqual({
      message: 'The disk is full.',
      hint: 'Free some space.',
      code: 'file/enospc',
      path: 'a.b',
      defect: false,
    });
  });

  it('answers a rejected promise and a defect, too', async () => {
    const { failure } = opened({ reload: () => Promise.reject(new TypeError('x is not a function')) });
    expect((await failure(methods.reload)).data).toMatchObject({ defect: true });
  });

  it.each([
    ['open', { what: 'http://example.org' }],
    ['open', { what: 'log', line: 0 }],
    ['open', { what: 'log', extra: 1 }],
    ['open', null],
    ['predictions', { split: 'test', target: 'a', from: -1, to: 1, points: 10 }],
    ['predictions', { split: 'test', target: 'a', from: 0, to: 1, points: 1e9 }],
    ['edit', { drafts: {} }],
    ['edit', []],
  ])('refuses wrong parameters of "%s" before anything is done: %j', async (method, params) => {
    const { failure } = opened();
    expect((await failure(method, params)).message).toBe(`wrong parameters for "${method}"`);
  });

  it('answers methods that it does not have', async () => {
    const { failure } = opened();
    expect((await failure('deleteEverything', {})).message).toMatch(/Unhandled method/);
  });

  it('passes over messages that are not JSON-RPC', async () => {
    const { wire, client, states } = opened();
    for (const message of [null, 1, 'x', {}, { jsonrpc: '1.0' }, { command: 'train' }]) wire.post(message);
    await client.sendRequest(methods.ready);
    expect(states).toHaveLength(1);
  });

  it('hears nothing after it was closed', async () => {
    const { wire, page, states } = opened();
    page.dispose();
    wire.post({ jsonrpc: '2.0', id: 1, method: methods.ready });
    page.sendState();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(states).toHaveLength(0);
  });
});
