/** A part of a Python program: what it imports, its constants and functions, and its lines in `main`. */
export interface PythonSection {
  readonly imports?: readonly string[];
  /** `NAME = value` each. */
  readonly constants?: readonly string[];
  /** One `def` each. */
  readonly functions?: readonly string[];
  /** Lines of `main`, indented by one level; an empty string for a blank line. */
  readonly main?: readonly string[];
}

const standardLibrary = new Set(['argparse', 'pathlib']);

/** A whole script: docstring, imports in isort's order, constants, functions, `main`. */
export function pythonProgram(docstring: string, sections: readonly PythonSection[]): string {
  const collect = (pick: (section: PythonSection) => readonly string[] | undefined): string[] =>
    sections.flatMap((section) => pick(section) ?? []);
  const blocks = [
    [`"""${docstring}\n"""`, '', ...importLines(collect(({ imports }) => imports)), '', ...collect((s) => s.constants)],
    ...collect(({ functions }) => functions).map((text) => [text]),
    ['def main():', ...collect(({ main }) => main)],
    ['if __name__ == "__main__":', '    main()'],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n\n') + '\n';
}

/** Standard library first, then the others; `import x` before `from x import y`, each by name. */
function importLines(imports: readonly string[]): string[] {
  const moduleOf = (line: string): string => line.split(' ')[1]?.split('.')[0] ?? '';
  const sorted = [...new Set(imports)].sort((a, b) => {
    const [fromA, fromB] = [a.startsWith('from'), b.startsWith('from')];
    return fromA === fromB ? (a < b ? -1 : 1) : fromA ? 1 : -1;
  });
  const standard = sorted.filter((line) => standardLibrary.has(moduleOf(line)));
  const others = sorted.filter((line) => !standardLibrary.has(moduleOf(line)));
  return [...standard, '', ...others];
}
