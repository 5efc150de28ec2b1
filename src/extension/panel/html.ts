import { randomBytes } from 'node:crypto';

import { Uri, type Webview } from 'vscode';

export type PageName = 'panel' | 'sidebar';

/** Only the built pages can be loaded by a page, nothing of the workspace. */
export function pageRoot(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The document of a page. Scripts run by a nonce made anew for each load; styles come from the extension's folder
 * (Lit uses constructed style sheets, which the policy does not concern).
 */
export function pageHtml(webview: Webview, extensionUri: Uri, page: PageName, language: string): string {
  const root = pageRoot(extensionUri);
  const nonce = randomBytes(16).toString('base64url');
  const source = webview.cspSource;
  const resource = (name: string): string => webview.asWebviewUri(Uri.joinPath(root, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.replace(/[^A-Za-z0-9-]/g, '')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sequence Lab</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="${resource('codicon.css')}">
</head>
<body data-page="${page}">
<script nonce="${nonce}" src="${resource(`${page}.js`)}"></script>
</body>
</html>`;
}
