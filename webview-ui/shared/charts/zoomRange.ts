/** A stretch of the x axis, ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const smallest = 10;

/**
 * The range after a key: `+` and `-` zoom about the middle, the arrows move by a quarter, Home and End go to the ends,
 * `0` and Escape show all (null). Undefined for every other key.
 */
export function keyRange(key: string, { from, to }: Range, whole: Range): Range | null | undefined {
  const width = to - from;
  switch (key) {
    case '+':
    case '=':
      return scaled(0.5, from, to, whole);
    case '-':
      return scaled(2, from, to, whole);
    case 'ArrowLeft':
      return shifted(-width / 4, from, to, whole);
    case 'ArrowRight':
      return shifted(width / 4, from, to, whole);
    case 'Home':
      return { from: whole.from, to: whole.from + width };
    case 'End':
      return { from: whole.to - width, to: whole.to };
    case '0':
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

function scaled(factor: number, from: number, to: number, whole: Range): Range {
  const width = Math.min(whole.to - whole.from, Math.max(smallest, (to - from) * factor));
  const middle = (from + to) / 2;
  return shifted(0, middle - width / 2, middle + width / 2, whole);
}

function shifted(by: number, from: number, to: number, whole: Range): Range {
  const kept = Math.max(whole.from - from, Math.min(whole.to - to, by));
  return { from: Math.max(whole.from, from + kept), to: Math.min(whole.to, to + kept) };
}
