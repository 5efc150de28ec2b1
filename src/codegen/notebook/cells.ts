import { type PythonSection, type Topic, importLines } from '../python/program';
import type { Cell } from './ipynb';

/** Options of the program that are variables of the notebook. */
const variables: Readonly<Record<string, string>> = { data: 'DATA', weights: 'LOAD_WEIGHTS' };

/**
 * The sections of a program as cells, in the order in which they run: imports first, then for each section what it is
 * about and its code. What saves is left out, and what plots always does.
 * @param explain Markdown before the first section of a topic
 */
export function sectionCells(all: readonly PythonSection[], explain: (topic: Topic) => string): Cell[] {
  const sections = all.filter(({ option }) => option !== 'save');
  const definitions = new Definitions(sections);
  const explained = new Set<Topic>();
  const cells: Cell[] = [];
  const imports = importLines(sections.flatMap((section) => section.imports ?? [])).join('\n');
  cells.push({ kind: 'code', text: `${imports.trim()}\n\n${settings}` });
  for (const section of sections) {
    const main = (section.main ?? [])
      .map(mainLine)
      .join('\n')
      .replace(/^\n+|\s+$/g, '');
    if (section.topic && !explained.has(section.topic)) {
      explained.add(section.topic);
      cells.push({ kind: 'markdown', text: explain(section.topic) });
    }
    // Definitions wait for what first needs them; a notebook has none that are not needed.
    if (main === '') continue;
    const { constants, functions } = definitions.take(main);
    const blocks = [constants.join('\n'), ...functions, main].filter((block) => block !== '');
    cells.push({ kind: 'code', text: blocks.join(functions.length > 0 ? '\n\n\n' : '\n\n') });
  }
  return cells;
}

/** A notebook runs in the folder that it lies in. */
const settings = ['HERE = Path.cwd()', 'LOAD_WEIGHTS = False'].join('\n');

/** A line of `main` as it stands in a cell. */
function mainLine(line: string): string {
  return line.replace(/^ {4}/gm, '').replace(textOrOption, (found: string, option?: string) => {
    if (option !== undefined) return variableOf(option);
    return found.startsWith('f')
      ? found.replace(/(?<=\{)options\.(\w+)/g, (_, name: string) => variableOf(name))
      : found;
  });
}

const textOrOption = /(?:\bf)?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\boptions\.(\w+)/g;

function variableOf(option: string): string {
  const variable = variables[option];
  if (variable === undefined) throw new Error(`A notebook has no option ${option}.`);
  return variable;
}

interface Definition {
  readonly names: readonly string[];
  readonly kind: 'constants' | 'functions';
  readonly text: string;
}

/** Constants and functions that no cell has yet. */
class Definitions {
  private readonly left: Set<Definition>;

  constructor(sections: readonly PythonSection[]) {
    const texts = (kind: Definition['kind']): string[] => [
      ...new Set(sections.flatMap((section) => section[kind] ?? [])),
    ];
    const all = (['constants', 'functions'] as const).flatMap((kind) =>
      texts(kind).map((text): Definition => ({ names: namesOf(text), kind, text })),
    );
    this.left = new Set(all);
  }

  /** Takes what a code needs, and what that needs in turn, in the order of the program. */
  take(code: string): Record<Definition['kind'], string[]> {
    const needed = new Set<Definition>();
    const look = (text: string): void => {
      const said = namesIn(text);
      for (const one of this.left) {
        if (needed.has(one) || !one.names.some((name) => said.has(name))) continue;
        needed.add(one);
        look(one.text);
      }
    };
    look(code);
    const taken = [...this.left].filter((one) => needed.has(one));
    for (const one of taken) this.left.delete(one);
    const texts = (kind: Definition['kind']): string[] =>
      taken.filter((one) => one.kind === kind).map(({ text }) => text);
    return { constants: texts('constants'), functions: texts('functions') };
  }
}

/** Names that a code says: not those of attributes (`.split`), in texts and in comments; texts with `{}` may say names. */
function namesIn(code: string): Set<string> {
  const plain = code.replace(textOrComment, (found) => (/^r?f/.test(found) ? found : ''));
  return new Set(plain.match(/(?<![.\w])[A-Za-z_]\w*/g));
}

const textOrComment = /(?:\br?f|\br)?(?:"""[^]*?"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|#.*/g;

/** Names that a piece of code defines: `def rmse`, `START, END = …`, or one on each of several lines. */
function namesOf(definition: string): string[] {
  const found = [...definition.matchAll(/^(?:(?:def|class) (\w+)|(\w+(?:, \w+)*) = )/gm)];
  const names = found.flatMap(([, def, constants = '']) => def ?? constants.split(', '));
  if (names.length === 0) throw new Error(`Not a definition: ${definition}`);
  return names;
}
