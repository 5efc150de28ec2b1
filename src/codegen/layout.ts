/**
 * Lays out calls and lists as black and Prettier do: on one line where that fits, otherwise an item a line with a
 * trailing comma. Both tools leave such code alone, so what is generated can go into a formatted code base as it is.
 */

export interface Style {
  /** Longest line. */
  readonly width: number;
  /** One level of indentation. */
  readonly indent: string;
}

export const black: Style = { width: 88, indent: '    ' };
/** Prettier's defaults. */
export const prettier: Style = { width: 80, indent: '  ' };

/** A piece of code that may be laid out on several lines: text, or brackets around items. */
export type Code = string | Brackets;

export interface Brackets {
  /** What stands before the items, bracket included: `layers.LSTM(`. */
  readonly open: string;
  readonly items: readonly Code[];
  readonly close: string;
  /** Spaces inside the brackets when on one line: `{ a: 1 }`. */
  readonly padded?: boolean;
  /** Breaks even where one line would do. */
  readonly broken?: boolean;
}

export const call = (name: string, ...items: readonly Code[]): Brackets => ({ open: `${name}(`, items, close: ')' });
export const list = (items: readonly Code[]): Brackets => ({ open: '[', items, close: ']' });

function flat(code: Code): string {
  if (typeof code === 'string') return code;
  const items = code.items.map(flat).join(', ');
  const pad = code.padded && items !== '' ? ' ' : '';
  return code.open + pad + items + pad + code.close;
}

/** East Asian wide characters take two columns, as both formatters count. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}/u.test(character)) continue;
    width += wide.test(character) ? 2 : 1;
  }
  return width;
}

function isBroken(code: Code): boolean {
  return typeof code !== 'string' && (code.broken === true || code.items.some(isBroken));
}

/**
 * A statement `head` + code + `tail`, indented by `depth` levels.
 * @param head text before the code on its first line, e.g. `model = `
 * @param tail text after it on its last line, e.g. `;`
 */
export function layOut(style: Style, depth: number, head: string, code: Code, tail = ''): string {
  const margin = style.indent.repeat(depth);
  const line = margin + head + flat(code) + tail;
  if (typeof code === 'string' || code.items.length === 0) return line;
  if (!isBroken(code) && textWidth(line) <= style.width) return line;
  const [only] = code.items;
  // A call's only argument takes no comma when it is itself in brackets: neither formatter adds one.
  const comma = code.open.endsWith('(') && code.items.length === 1 && typeof only !== 'string' ? '' : ',';
  const items = code.items.map((item) => layOut(style, depth + 1, '', item, comma));
  return [margin + head + code.open, ...items, margin + code.close + tail].join('\n');
}
