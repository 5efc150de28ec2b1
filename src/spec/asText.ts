/** Longer names are cut: a README is read, and the names stand in the files. */
const longest = 80;

/**
 * A text that others have chosen (names of columns, files, runs) as Markdown that shows it and nothing else: letters,
 * digits and plain punctuation as they are, everything with a meaning in Markdown or HTML as a numeric entity, which no
 * renderer takes for structure (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references). Control
 * characters and those that turn the direction of writing become blanks.
 */
export function asText(text: string, most = longest): string {
  const characters = [...text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
  const cut = characters.length > most ? [...characters.slice(0, most - 1), '…'] : characters;
  return cut
    .join('')
    .replace(/[^\p{L}\p{N}\p{M} .,;:!?()'"%+=°²³/…“”‘’–—_-]|:(?! )/gu, entity)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity)
    .replace(/^[-+=]|^\d+(?=[.)](?: |$))|www\.|\/(?=\/)/giu, (found) => [...found].map(entity).join(''));
}

const entity = (character: string): string => `&#${character.codePointAt(0)};`;
