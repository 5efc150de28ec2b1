import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import { createLowlight } from 'lowlight';

import type { CodeResult } from '../../src/protocol/webview';

export type Language = CodeResult['pieces'][number]['language'];

/** A run of characters of one colour. */
export interface Token {
  /** Null: the text's own colour. */
  readonly kind: TokenKind | null;
  readonly text: string;
}

const kinds = ['keyword', 'string', 'number', 'literal', 'comment', 'title'] as const;
export type TokenKind = (typeof kinds)[number];

const lowlight = createLowlight({ python, typescript });

/** What the grammars know apart from the kinds above, and which of these it looks like. */
const alike: Readonly<Record<string, TokenKind>> = {
  built_in: 'title',
  type: 'title',
  class: 'title',
  meta: 'keyword',
  doctag: 'comment',
  regexp: 'string',
};

/**
 * Code in lines of coloured tokens. The library gives a tree, of which texts are taken and nothing else: no HTML is made
 * anywhere, whatever the code says.
 */
export function highlight(language: Language, code: string): Token[][] {
  if (language === 'markdown') return code.split('\n').map((text) => [{ kind: null, text }]);
  const lines: Token[][] = [[]];
  const visit = (node: Node, kind: TokenKind | null): void => {
    if (node.type === 'text') {
      for (const [i, text] of node.value.split('\n').entries()) {
        if (i > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push({ kind, text });
      }
    } else if (node.type === 'element') {
      const own = kindOf(node.properties.className);
      for (const child of node.children) visit(child, own === undefined ? kind : own);
    }
  };
  for (const child of lowlight.highlight(language, code).children) visit(child, null);
  return lines;
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** @returns undefined for what looks like the text around it */
function kindOf(names: unknown): TokenKind | null | undefined {
  const [name = ''] = Array.isArray(names) ? names.map((one) => String(one).replace(/^hljs-/, '')) : [];
  // What stands in a string to be computed is code again.
  if (name === 'subst') return null;
  return kinds.find((kind) => kind === name) ?? (Object.hasOwn(alike, name) ? alike[name] : undefined);
}
