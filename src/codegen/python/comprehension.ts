import { black, textWidth } from '../layout';

/** A dict comprehension as black lays it out: on one line, its inside on one line, or broken before `for`. */
export function dictComprehension(depth: number, head: string, item: string, loop: string): string {
  const [outer, inner] = [black.indent.repeat(depth), black.indent.repeat(depth + 1)];
  const flat = `${outer}${head}{${item} ${loop}}`;
  if (textWidth(flat) <= black.width) return flat;
  const inside = `${inner}${item} ${loop}`;
  const lines = textWidth(inside) <= black.width ? [inside] : [inner + item, inner + loop];
  return [`${outer}${head}{`, ...lines, `${outer}}`].join('\n');
}
