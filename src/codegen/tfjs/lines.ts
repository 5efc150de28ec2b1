/** Lines of a program; what is not wanted stands as `false`. */
export const lines = (...parts: readonly (string | false | null | undefined | readonly string[])[]): string =>
  parts.flatMap((part) => (part === '' ? [''] : part || [])).join('\n');

/** Lines of `main` and the like, as a list. */
export const some = (...parts: readonly (string | false | null | undefined | readonly string[])[]): string[] =>
  parts.flatMap((part) => (part === '' ? [''] : part || []));
