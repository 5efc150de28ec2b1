import { asText } from './asText';

const entities = /&#(\d+);/g;
const asciiPunctuation = /^[!-/:-@[-`{-~]$/;

/**
 * A name that others have chosen as the text of a heading. Outlines and lists of contents show headings as they are written:
 * so there are backslashes before what has a meaning there, which a person can read, and no entities but for `<`, `>` and `&`.
 */
export function asTitle(name: string, most?: number): string {
  const text = asText(name, most);
  const dollars = text.split(dollar).length - 1;
  const shown = text.replace(entities, (entity, code: string) => {
    const character = String.fromCodePoint(Number(code));
    if (/[<>&]/.test(character)) return entity;
    // One alone is no formula, and a number sign is none of the heading's but at its end.
    if (character === '#' || (character === '$' && dollars === 1)) return character;
    return asciiPunctuation.test(character) ? `\\${character}` : character;
  });
  return shown.replace(/(^|\s)(#+)$/, (_, before: string, signs: string) => before + signs.replaceAll('#', '\\#'));
}

const dollar = `&#${'$'.codePointAt(0)};`;
