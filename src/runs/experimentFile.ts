import fs from 'node:fs';

import {
  type Node,
  type ParseError,
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

import { UserError } from '../spec/errors';
import type { Experiment } from '../spec/experiment';
import { parseExperiment } from '../spec/parse';
import { explainingFileErrors } from './fileError';

const maxBytes = 4 * 1024 * 1024;

/**
 * Reads an experiment file (comments allowed), checks it and fills in the defaults.
 * @throws UserError that names file, line and column of the first mistake, be it of JSON or of a field;
 *   further wrong fields are in `details.others`
 */
export function readExperimentFile(file: string): Experiment {
  const text = readText(file);
  return checkFields(file, text, readTree(file, text));
}

/**
 * The JSON of an experiment file as it stands, without defaults, for changes before it is checked.
 * @throws UserError with line and column when it is not JSON
 */
export function readExperimentJson(file: string): unknown {
  return getNodeValue(readTree(file, readText(file)));
}

function readText(file: string): string {
  const text = explainingFileErrors(file, () => {
    const { size } = fs.statSync(file);
    return size > maxBytes ? null : fs.readFileSync(file, 'utf8');
  });
  if (text === null) {
    throw new UserError(`${file} is too large for an experiment.`, 'Choose an experiment.json, or train on the CSV.', {
      file,
    });
  }
  return text.replace(/^\uFEFF/, '');
}

/** @throws UserError at the first mistake of syntax, or at a field that is written twice */
function readTree(file: string, text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: false, disallowComments: false });
  const [first] = errors;
  if (text.trim() === '') {
    throw located(file, text, 0, 'the file is empty', 'Run `sequence-lab init data.csv` to write an experiment.json.');
  }
  if (first) {
    const what = words[printParseErrorCode(first.error)] ?? 'this is not JSON';
    throw located(file, text, first.offset, what, 'Correct it here; the editor underlines such places.');
  }
  if (!tree) throw located(file, text, 0, 'a value is expected', 'Write an experiment as a JSON object.');
  const twice = findRepeatedField(tree);
  if (twice) {
    throw located(
      file,
      text,
      twice.offset,
      `the field ${text.substr(twice.offset, twice.length)} is written twice`,
      'Remove one of them.',
    );
  }
  return tree;
}

function checkFields(file: string, text: string, tree: Node): Experiment {
  try {
    return parseExperiment(getNodeValue(tree));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const offset = offsetOf(tree, error.details.path ?? '');
    throw located(file, text, offset, error.message, error.hint, error.details);
  }
}

function located(
  file: string,
  text: string,
  offset: number,
  message: string,
  hint: string,
  details: UserError['details'] = { code: 'experiment/json' },
): UserError {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const line = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  return new UserError(`${file}, line ${line}, column ${column}: ${message}`, hint, { ...details, file, line });
}

/** Where a field stands: its name if it has one, or the nearest thing around it when it is missing. */
function offsetOf(tree: Node, dottedPath: string): number {
  const keys = dottedPath === '' ? [] : dottedPath.split('.');
  for (let n = keys.length; n > 0; n--) {
    const node = find(tree, keys.slice(0, n));
    if (node) return node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return tree.offset;
}

function find(tree: Node, keys: readonly string[]): Node | undefined {
  let node: Node | undefined = tree;
  for (const key of keys) {
    if (!node) return undefined;
    node = findNodeAtLocation(node, [node.type === 'array' ? Number(key) : key]);
  }
  return node;
}

function findRepeatedField(node: Node): Node | null {
  const names = new Set<unknown>();
  for (const child of node.children ?? []) {
    const name = node.type === 'object' ? child.children?.[0] : undefined;
    if (name && names.has(name.value)) return name;
    if (name) names.add(name.value);
    const inside = findRepeatedField(child);
    if (inside) return inside;
  }
  return null;
}

const words: Record<string, string> = {
  InvalidSymbol: 'this is not a JSON value (texts stand in double quotes)',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a field name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected after the field name',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace } is missing',
  CloseBracketExpected: 'a closing bracket ] is missing',
  EndOfFileExpected: 'the file should end here',
  InvalidCommentToken: 'this comment is not allowed here',
  UnexpectedEndOfComment: 'this comment has no end',
  UnexpectedEndOfString: 'this text has no closing quote',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'this is not a Unicode escape',
  InvalidEscapeCharacter: 'this is not an escape (write a backslash as \\\\)',
  InvalidCharacter: 'this control character must be written as an escape',
};
