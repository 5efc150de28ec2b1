import { black, type Code, layOut } from '../layout';

/** What a section does, which a notebook explains before it. */
export type Topic = 'reading' | 'examples' | 'model' | 'training' | 'scores' | 'plot';

/** A part of a Python program: what it imports, its constants and functions, and its lines in `main`. */
export interface PythonSection {
  readonly topic?: Topic;
  /** Its lines in `main` run where this option is given: they are written without the `if`. */
  readonly option?: 'plot' | 'save';
  readonly imports?: readonly string[];
  /** `NAME = value` each. */
  readonly constants?: readonly string[];
  /** One `def` each. */
  readonly functions?: readonly string[];
  /** Lines of `main`, indented by one level; an empty string for a blank line. */
  readonly main?: readonly string[];
}

const standardLibrary = new Set([
  'argparse',
  'hashlib',
  'collections',
  'itertools',
  'copy',
  'json',
  'math',
  'pathlib',
  'unicodedata',
]);

/** A whole script: docstring, imports in isort's order, constants, functions, `main`. */
export function pythonProgram(docstring: string, sections: readonly PythonSection[]): string {
  const collect = (pick: (section: PythonSection) => readonly string[] | undefined): string[] => [
    ...new Set(sections.flatMap((section) => pick(section) ?? [])),
  ];
  const blocks = [
    [`"""${docstring}\n"""`, '', ...importLines(collect(({ imports }) => imports)), '', ...collect((s) => s.constants)],
    ...collect(({ functions }) => functions).map((text) => [text]),
    ['def main():', ...sections.flatMap(mainLines)],
    ['if __name__ == "__main__":', '    main()'],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n\n') + '\n';
}

function mainLines({ main = [], option }: PythonSection): string[] {
  if (option === undefined) return [...main];
  return [`    if options.${option}:`, ...main.map((lines) => indented(lines))];
}

/** A statement of a section with an `option`: laid out for where it will stand, one level deeper. */
export const underOption = (code: Code): string[] => [layOut(black, 2, '', code).replace(/^ {4}/gm, '')];

/** One level deeper; a section's item may have several lines. */
const indented = (lines: string): string => lines.replace(/^(?=.)/gm, '    ');

/** Standard library first, then the others; `import x` before `from x import y`, each by name. */
export function importLines(imports: readonly string[]): string[] {
  const moduleOf = (line: string): string => line.split(' ')[1]?.split('.')[0] ?? '';
  const sorted = [...new Set(imports)].sort((a, b) => {
    const [fromA, fromB] = [a.startsWith('from'), b.startsWith('from')];
    return fromA === fromB ? (a < b ? -1 : 1) : fromA ? 1 : -1;
  });
  const standard = sorted.filter((line) => standardLibrary.has(moduleOf(line)));
  const others = sorted.filter((line) => !standardLibrary.has(moduleOf(line)));
  return [...standard, '', ...others];
}
