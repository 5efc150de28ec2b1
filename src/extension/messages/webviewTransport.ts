import type { Webview } from 'vscode';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';

/** JSON-RPC messages as they arrive from a page; anything else is left alone. */
export class WebviewReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly webview: Webview) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    return this.webview.onDidReceiveMessage((data: unknown) => {
      if (isMessage(data)) callback(data);
    });
  }
}

/** Messages to a page that is hidden or gone are lost by design: it asks for the state when it comes back. */
export class WebviewWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly webview: Webview) {
    super();
  }

  async write(message: Message): Promise<void> {
    await this.webview.postMessage(message);
  }

  end(): void {
    // Nothing is buffered.
  }
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && 'jsonrpc' in data && data.jsonrpc === '2.0';
}
