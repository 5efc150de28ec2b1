import type { PanelState } from '../../protocol/webview';

/** The state of a page that has no file yet. */
export function emptyState(trusted: boolean): PanelState {
  return {
    phase: 'noFile',
    fileName: null,
    filePath: null,
    profile: null,
    reading: null,
    draft: null,
    problems: [],
    layers: [],
    run: null,
    history: [],
    progress: null,
    predictions: [],
    bestEarlier: null,
    fileChanged: false,
    restored: false,
    error: null,
    trusted,
  };
}
