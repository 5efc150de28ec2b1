import type { Decoding } from '../engine';
import { rowOf } from './greedy';
import { type Written, type WritingLimits, allowedTokens } from './writing';

/** A beginning of a text: its last token, and what stands before it. */
interface Beginning {
  readonly token: number;
  readonly before: Beginning | null;
  /** Sum of log p. */
  readonly logs: number;
  readonly length: number;
  readonly attention: Float32Array | null;
  /** Place of what stands before it among the beginnings of the last step. */
  readonly parent: number;
}

/**
 * Beam search: of each example the `width` likeliest beginnings (by the sum of log p) are followed. One that comes to
 * its end leaves the beam, and the next likeliest takes its place; when `width` have ended, or at the limit, the one with
 * the highest log p a token wins. Texts that were cut count only where none ended. Equally likely ones are ordered by
 * the token's number, then by the order of what they go on from. Width 1 is the greedy search.
 *
 * This is the usual search of translation programs (fairseq's `SequenceGenerator` with `lenpen` 1), but for the limit,
 * where those write an end.
 * @param decoding of `examples` examples, each `width` times
 */
export async function beam(
  decoding: Decoding,
  examples: number,
  width: number,
  limits: WritingLimits,
): Promise<Written[]> {
  const rows = examples * width;
  const searches = Array.from({ length: examples }, () => new ExampleSearch(width, limits));
  const inputs = new Int32Array(rows).fill(limits.start);
  const parents = Int32Array.from({ length: rows }, (_, row) => row);
  for (let step = 0; step < limits.steps; step++) {
    const probabilities = await decoding.step(inputs);
    const attention = decoding.attention();
    const classes = probabilities.length / rows;
    const allowed = allowedTokens(classes, limits);
    searches.forEach((search, example) => {
      const first = example * width;
      search.extend(probabilities.subarray(first * classes, (first + width) * classes), allowed, (place) =>
        attention ? rowOf(attention, first + place, rows) : null,
      );
      for (let place = 0; place < width; place++) {
        const beginning = search.open[place];
        inputs[first + place] = beginning?.token ?? limits.end;
        parents[first + place] = first + (beginning?.parent ?? 0);
      }
    });
    if (searches.every(({ open }) => open.length === 0)) break;
    if (limits.goOn && !(await limits.goOn())) break;
    decoding.reorder(parents);
  }
  return searches.map((search) => search.best());
}

const nothing: Beginning = { token: -1, before: null, logs: 0, length: 0, attention: null, parent: 0 };

/** The search for one example's text. */
class ExampleSearch {
  /** Beginnings that are followed, the likeliest first; none when the search is over. */
  open: readonly Beginning[] = [nothing];
  private readonly ended: Beginning[] = [];

  constructor(
    private readonly width: number,
    private readonly limits: WritingLimits,
  ) {}

  /** @param probabilities [width, classes] of the token after each open beginning */
  extend(probabilities: Float32Array, allowed: Uint8Array, attention: (place: number) => Float32Array | null): void {
    const { end } = this.limits;
    // Of `width` beginnings at most `width` end, so that as many that go on are among twice as many.
    const found = this.likeliest(probabilities, allowed, 2 * this.width);
    const next: Beginning[] = [];
    found.forEach(({ token, parent, logs }, rank) => {
      const ends = token === end;
      if (ends ? rank >= this.width : next.length >= this.width) return;
      const before = this.open[parent] ?? nothing;
      const text = { token, before, logs, length: before.length + 1, attention: attention(parent), parent };
      (ends ? this.ended : next).push(text);
    });
    this.open = this.ended.length >= this.width ? [] : next;
  }

  best(): Written {
    const { end } = this.limits;
    const texts = this.ended.length > 0 ? this.ended : this.open;
    const best = texts.reduce((a, b) => (b.logs / b.length > a.logs / a.length ? b : a), texts[0] ?? nothing);
    const tokens: number[] = [];
    const attention: Float32Array[] = [];
    for (let text: Beginning | null = best; text !== null && text.before !== null; text = text.before) {
      if (text.token !== end) tokens.push(text.token);
      if (text.attention) attention.push(text.attention);
    }
    const ended = best.token === end;
    const score = best.length === 0 ? 0 : best.logs / best.length;
    return { tokens: tokens.reverse(), ended, score, attention: attention.reverse() };
  }

  private likeliest(probabilities: Float32Array, allowed: Uint8Array, most: number): Candidate[] {
    const classes = allowed.length;
    const best: Candidate[] = [];
    this.open.forEach(({ logs: before }, parent) => {
      for (let token = 0; token < classes; token++) {
        const p = probabilities[parent * classes + token] ?? 0;
        if (!(p > 0) || allowed[token] === 0) continue;
        const candidate = { token, parent, logs: before + Math.log(p) };
        const last = best[most - 1];
        if (last && !isBefore(candidate, last)) continue;
        let at = best.length;
        while (at > 0 && isBefore(candidate, best[at - 1] ?? candidate)) at--;
        best.splice(at, 0, candidate);
        if (best.length > most) best.pop();
      }
    });
    return best;
  }
}

type Candidate = Pick<Beginning, 'token' | 'parent' | 'logs'>;

function isBefore(a: Candidate, b: Candidate): boolean {
  if (a.logs !== b.logs) return a.logs > b.logs;
  return a.token !== b.token ? a.token < b.token : a.parent < b.parent;
}
