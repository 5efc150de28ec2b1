import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** `WEBVIEW=folder` looks at pages that were built elsewhere. */
const built = process.env['WEBVIEW'] ?? path.resolve(import.meta.dirname, '../../../dist/webview');
const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the built pages under the content policy that the extension gives them. */
export async function servePages(): Promise<PageServer> {
  const server = createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (name === 'panel' || name === 'sidebar') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(html(name));
      return;
    }
    readFile(path.join(built, name)).then(
      (bytes) => {
        response.setHeader('content-type', types[path.extname(name)] ?? 'application/octet-stream');
        response.end(bytes);
      },
      () => {
        response.statusCode = name === 'favicon.ico' ? 204 : 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** VS Code gives every webview some styles of its own; the page has to look right on top of them. */
const vscodeStyles = `html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
  font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
  margin: 0; padding: 0 20px; }
a { color: var(--vscode-textLink-foreground); } a:focus, input:focus, select:focus, textarea:focus {
  outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }`;

function html(page: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sequence Lab</title>
<style nonce="${nonce}">${vscodeStyles}</style>
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="codicon.css">
</head>
<body data-page="${page}">
<script nonce="${nonce}" src="${page}.js"></script>
</body>
</html>`;
}
