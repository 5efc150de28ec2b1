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
    shapes: null,
    about: false,
    why: [],
    run: null,
    history: [],
    progress: null,
    predictions: [],
    seriesNames: [],
    forecast: null,
    scores: null,
    attention: null,
    samples: [],
    available: null,
    conditions: [],
    comparison: null,
    bestEarlier: null,
    backtest: null,
    prediction: null,
    fileChanged: false,
    restored: false,
    error: null,
    trusted,
  };
}
