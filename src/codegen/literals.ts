/**
 * Text of the user (column names, paths) as literals in generated code. Nothing of it may end the literal, so whatever is
 * not visible text is escaped: control and format characters (also bidirectional ones, which can make code read otherwise
 * than it runs), line and paragraph separators, lone surrogates, and every space but the plain one.
 */

const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

interface Escapes {
  readonly short: Readonly<Record<string, string>>;
  /** Escapes a UTF-16 unit or, above 0xffff, a code point. */
  code(point: number): string;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const pythonEscapes: Escapes = {
  short: { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' },
  code: (point) =>
    point <= 0xff ? `\\x${hex(point, 2)}` : point <= 0xffff ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`,
};

const typescriptEscapes: Escapes = {
  short: pythonEscapes.short,
  code: (point) =>
    point <= 0xff ? `\\x${hex(point, 2)}` : point <= 0xffff ? `\\u${hex(point, 4)}` : `\\u{${hex(point, 1)}}`,
};

function literal(text: string, escapes: Escapes): string {
  // The quote that needs fewer escapes, double by preference: what black and Prettier would choose.
  const count = (quote: string): number => text.split(quote).length - 1;
  const quote = count('"') > count("'") ? "'" : '"';
  let body = '';
  for (const character of text) {
    const short = escapes.short[character];
    if (short !== undefined) body += short;
    else if (character === quote) body += `\\${quote}`;
    else if (visible.test(character)) body += character;
    else body += escapes.code(character.codePointAt(0) ?? 0);
  }
  return quote + body + quote;
}

/** A Python string literal that evaluates to `text`. */
export const pythonString = (text: string): string => literal(text, pythonEscapes);

/** A TypeScript string literal that evaluates to `text`. */
export const typescriptString = (text: string): string => literal(text, typescriptEscapes);

/** The same within a `<script>` of a page, which nothing of it may end. */
export const scriptString = (text: string): string => typescriptString(text).replaceAll('<', '\\x3c');

/** Whether a name can stand in a comment or docstring as it is: short, and of letters, digits and harmless signs. */
export function isPlainText(text: string): boolean {
  return text.length <= 40 && /^[\p{L}\p{N}#%&.,:()°²³µ€$£+\-_/ ]+$/u.test(text) && !/\*\/|--|^ | $/.test(text);
}
