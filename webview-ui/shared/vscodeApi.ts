/** What VS Code gives a webview: messages to the extension, and a small state that survives a hidden tab and a reload. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** May be called once a page; VS Code throws on the second call. */
  function acquireVsCodeApi(): VsCodeApi;
}

export const vscode: VsCodeApi = acquireVsCodeApi();
