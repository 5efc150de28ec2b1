import type { DataWarning } from '../../spec/profile';

/** Names as they stand in the file, made usable: never empty, never twice. Every change is told in a warning. */
export function mendNames(header: readonly string[], file: string): { names: string[]; warnings: DataWarning[] } {
  const warnings: DataWarning[] = [];
  const taken = new Set<string>(header.map((name) => name.trim()).filter((name) => name !== ''));
  const seen = new Set<string>();
  const names = header.map((raw, index) => {
    const wanted = raw.trim();
    if (wanted !== '' && !seen.has(wanted)) {
      seen.add(wanted);
      return wanted;
    }
    const base = wanted === '' ? `column ${index + 1}` : wanted;
    const name = free(base, wanted === '' ? 1 : 2, (candidate) => taken.has(candidate) || seen.has(candidate));
    seen.add(name);
    warnings.push(
      wanted === ''
        ? {
            code: 'data/empty-name',
            message: `Column ${index + 1} of ${file} has no name in line 1; it is called "${name}" here.`,
            hint: 'Give the column a name in the first line of the file.',
            column: name,
            line: 1,
          }
        : {
            code: 'data/duplicate-name',
            message: `The name "${wanted}" stands more than once in line 1 of ${file}; column ${index + 1} is called "${name}" here.`,
            hint: 'Give every column a name of its own in the first line of the file.',
            column: name,
            line: 1,
          },
    );
    return name;
  });
  return { names, warnings };
}

/** `base`, or `base (2)`, `base (3)`, …: the first that is not taken. */
function free(base: string, from: number, taken: (name: string) => boolean): string {
  for (let number = from; ; number++) {
    const name = number === 1 ? base : `${base} (${number})`;
    if (!taken(name)) return name;
  }
}
