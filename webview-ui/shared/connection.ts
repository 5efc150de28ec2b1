import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  createMessageConnection,
} from 'vscode-jsonrpc/browser';

import { vscode } from './vscodeApi';

/** JSON-RPC messages arrive as `message` events of the window; everything that is not one is ignored. */
class WindowReader extends AbstractMessageReader {
  listen(callback: DataCallback): Disposable {
    const listener = ({ data }: MessageEvent<unknown>): void => {
      if (isMessage(data)) callback(data);
    };
    window.addEventListener('message', listener);
    return { dispose: () => window.removeEventListener('message', listener) };
  }
}

class WindowWriter extends AbstractMessageWriter {
  write(message: Message): Promise<void> {
    vscode.postMessage(message);
    return Promise.resolve();
  }
  end(): void {
    // A page ends with its window; there is nothing to flush.
  }
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && (data as { jsonrpc?: unknown }).jsonrpc === '2.0';
}

export function connect(): MessageConnection {
  return createMessageConnection(new WindowReader(), new WindowWriter());
}
