import { z } from 'zod';

import { vscode } from './vscodeApi';

/** What the page itself remembers over a tab switch and a reload; the host knows nothing of it. */
const uiSchema = z.object({
  open: z.record(z.string(), z.boolean()).default({}),
  texts: z.record(z.string(), z.string()).default({}),
  scroll: z.number().default(0),
});

const read = (): Record<string, unknown> => {
  const state = vscode.getState();
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
};

const parsed = uiSchema.safeParse(read());
const ui = parsed.success ? parsed.data : uiSchema.parse({});

function save(): void {
  vscode.setState({ ...read(), ...ui });
}

export function isOpen(section: string, byDefault: boolean): boolean {
  return ui.open[section] ?? byDefault;
}

export function setOpen(section: string, open: boolean): void {
  if (ui.open[section] === open) return;
  ui.open[section] = open;
  save();
}

/** A choice that belongs to the page, such as a tab. */
export const keptText = (name: string): string | undefined => ui.texts[name];

export function keepText(name: string, text: string): void {
  ui.texts[name] = text;
  save();
}

/** Scrolls to where the page was left, once it is long enough, and remembers from then on. */
export function keepScroll(): void {
  let restore = ui.scroll;
  const tryRestore = (): void => {
    if (restore > 0 && document.documentElement.scrollHeight >= restore + window.innerHeight) {
      window.scrollTo(0, restore);
      restore = 0;
    }
  };
  const observer = new ResizeObserver(tryRestore);
  observer.observe(document.body);
  let timer: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (restore > 0) return;
      ui.scroll = window.scrollY;
      save();
    }, 200);
  });
  // A person who scrolls first has decided where the page is.
  window.addEventListener('wheel', () => (restore = 0), { once: true, passive: true });
}
