/** A part of a TypeScript program: what it imports, its constants and declarations, and its lines in `main`. */
export interface TypescriptSection {
  readonly imports?: readonly string[];
  readonly constants?: readonly string[];
  /** A function, class or interface each. */
  readonly declarations?: readonly string[];
  /** Lines of `main`, indented by one level; an empty string for a blank line. */
  readonly main?: readonly string[];
}

/** A whole program: comment, imports (Node's own first), constants, declarations, `main`. */
export function typescriptProgram(comment: readonly string[], sections: readonly TypescriptSection[]): string {
  const collect = (pick: (section: TypescriptSection) => readonly string[] | undefined): string[] =>
    sections.flatMap((section) => pick(section) ?? []);
  const imports = [...new Set(collect((section) => section.imports))].sort(byModule);
  const isNode = (line: string): boolean => line.includes('from "node:');
  const blocks = [
    ['/**', ...comment.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */', ...imports.filter(isNode)],
    imports.filter((line) => !isNode(line)),
    collect((section) => section.constants),
    ...collect((section) => section.declarations).map((text) => [text]),
    ['async function main(): Promise<void> {', ...collect((section) => section.main), '}'],
    ['main().catch((error: Error) => {', '  console.error(error.message);', '  process.exitCode = 1;', '});'],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n') + '\n';
}

function byModule(a: string, b: string): number {
  const moduleOf = (line: string): string => / from "(.*)"/.exec(line)?.[1] ?? '';
  return moduleOf(a) < moduleOf(b) ? -1 : 1;
}
