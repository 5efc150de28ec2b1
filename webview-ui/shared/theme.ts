/** Colours and fonts of the current VS Code theme as values, for canvases; everything else uses the variables in CSS. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly tooltipBackground: string;
  readonly tooltipForeground: string;
  readonly tooltipBorder: string;
  readonly blue: string;
  readonly orange: string;
  readonly green: string;
  readonly red: string;
  readonly purple: string;
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly highContrast: boolean;
  readonly reducedMotion: boolean;
}

const reducedMotionQuery = matchMedia('(prefers-reduced-motion: reduce)');
const listeners = new Set<(theme: Theme) => void>();
let current: Theme | null = null;

export function theme(): Theme {
  return (current ??= read());
}

/** Calls back after every change of theme, font or motion preference. Returns what ends it. */
export function onThemeChange(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Theme {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const foreground = variable('editor-foreground', style.color);
  return {
    foreground,
    muted: variable('descriptionForeground', foreground),
    background: variable('editor-background', 'transparent'),
    grid: mixed(foreground, 12),
    tooltipBackground: variable('editorHoverWidget-background', variable('editor-background', '#252526')),
    tooltipForeground: variable('editorHoverWidget-foreground', foreground),
    tooltipBorder: variable('editorHoverWidget-border', foreground),
    blue: variable('charts-blue', '#3794ff'),
    orange: variable('charts-orange', variable('editorWarning-foreground', '#d18616')),
    green: variable('charts-green', '#89d185'),
    red: variable('charts-red', '#f14c4c'),
    purple: variable('charts-purple', '#b180d7'),
    fontFamily: variable('font-family', 'sans-serif'),
    fontSize: Math.max(10, Math.round((Number.parseFloat(variable('font-size', '13px')) || 13) * 0.85)),
    highContrast: document.body.classList.contains('vscode-high-contrast'),
    reducedMotion: reducedMotionQuery.matches || document.body.classList.contains('vscode-reduce-motion'),
  };
}

function changed(): void {
  current = null;
  for (const listener of listeners) listener(theme());
}

// VS Code sets the variables in the style of <html> and the kind of theme in the class of <body>.
const observer = new MutationObserver(changed);
observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
observer.observe(document.body, { attributes: true, attributeFilter: ['style', 'class', 'data-vscode-theme-id'] });
reducedMotionQuery.addEventListener('change', changed);

/** A colour at some per cent of its strength. */
export function mixed(color: string, percent: number): string {
  return `color-mix(in srgb, ${color} ${percent}%, transparent)`;
}
