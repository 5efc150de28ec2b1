import type { Decoding } from '../engine';
import { type Written, type WritingLimits, allowedTokens, likeliest } from './writing';

/**
 * Writes the likeliest token at each step.
 * @param rows texts side by side, as the decoding was begun with
 */
export async function greedy(decoding: Decoding, rows: number, limits: WritingLimits): Promise<Written[]> {
  const texts = Array.from({ length: rows }, () => ({ ...emptyText(), logs: 0 }));
  const inputs = new Int32Array(rows).fill(limits.start);
  let open = rows;
  for (let step = 0; step < limits.steps && open > 0; step++) {
    const probabilities = await decoding.step(inputs);
    const attention = decoding.attention();
    const classes = probabilities.length / rows;
    const allowed = allowedTokens(classes, limits);
    texts.forEach((text, row) => {
      if (text.ended) return;
      const own = probabilities.subarray(row * classes, (row + 1) * classes);
      const token = likeliest(own, allowed, limits.end);
      text.logs += Math.log(own[token] ?? 0);
      if (attention) text.attention.push(rowOf(attention, row, rows));
      inputs[row] = token;
      if (token === limits.end) {
        text.ended = true;
        open--;
      } else text.tokens.push(token);
    });
    if (limits.goOn && !(await limits.goOn())) break;
  }
  return texts.map(({ logs, tokens, ended, attention }) => ({
    tokens,
    ended,
    attention,
    score: logs / Math.max(1, tokens.length + (ended ? 1 : 0)),
  }));
}

function emptyText(): { tokens: number[]; ended: boolean; attention: Float32Array[] } {
  return { tokens: [], ended: false, attention: [] };
}

/** A copy of one row: what a step gives holds until the next. */
export function rowOf(values: Float32Array, row: number, rows: number): Float32Array {
  const width = values.length / rows;
  return values.slice(row * width, (row + 1) * width);
}
