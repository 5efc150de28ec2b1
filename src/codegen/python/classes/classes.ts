import { black, layOut, list } from '../../layout';
import { pythonString } from '../../literals';
import type { Pipeline } from '../../pipeline';

/** Numbers as `float` of Python and `Number` of JavaScript read them alike. */
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Statement `classes = …`: labels of the training part in rising order, of numbers where all are numbers. Where that is not
 * how Python sorts them (0x10 is a number in JavaScript; it sorts by UTF-16), they are written out.
 * @param labels Python expression of the labels of the training part
 */
export function classesLine({ classes }: Pipeline, labels: string): string {
  if (classes === null || inTextOrder(classes)) return `    classes = sorted(set(${labels}))`;
  if (inNumberOrder(classes)) return `    classes = sorted(set(${labels}), key=float)`;
  return layOut(black, 1, 'classes = ', list(classes.map(pythonString)));
}

function inTextOrder(classes: readonly string[]): boolean {
  return isRising(classes, (a, b) => {
    const [left, right] = [[...a], [...b]].map((text) => text.map((character) => character.codePointAt(0) ?? 0));
    const at = left!.findIndex((point, i) => point !== right![i]);
    return at < 0 ? left!.length - right!.length : left![at]! - (right![at] ?? -1);
  });
}

const inNumberOrder = (classes: readonly string[]): boolean =>
  classes.every((label) => plainNumber.test(label)) && isRising(classes, (a, b) => Number(a) - Number(b));

const isRising = (labels: readonly string[], compare: (a: string, b: string) => number): boolean =>
  labels.every((label, i) => i === 0 || compare(labels[i - 1]!, label) < 0);

/** Whether there is one output, the probability of the second of two classes. */
export const isBinary = ({ network }: Pipeline): boolean => network.head.kind === 'sigmoid';
