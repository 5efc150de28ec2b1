/**
 * BLEU as sacrebleu gives it by default (`nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp`): over a whole corpus, up to
 * four tokens in a row, several references a text, brevity by the reference of the closest length, and NIST's smoothing
 * where no three or four tokens in a row are right. 0 to 100.
 * Papineni et al. 2002; Post 2018, "A Call for Clarity in Reporting BLEU Scores"; sacrebleu 2.6, `metrics/bleu.py`.
 */

const orders = [1, 2, 3, 4] as const;

/** How texts are cut for comparison: as sacrebleu's default, or at blanks alone. */
export type BleuTokens = '13a' | 'none';

/**
 * @param references of each text, at least one
 * @returns null without texts
 */
export function corpusBleu(
  texts: readonly string[],
  references: readonly (readonly string[])[],
  tokens: BleuTokens = '13a',
): number | null {
  const bleu = new RunningBleu(tokens);
  texts.forEach((text, i) => bleu.add(text, references[i] ?? []));
  return bleu.score();
}

/** The same of texts that come one by one: the sums alone are kept. */
export class RunningBleu {
  private readonly right = orders.map(() => 0);
  private readonly written = orders.map(() => 0);
  private length = 0;
  private referenceLength = 0;
  private texts = 0;

  constructor(private readonly tokens: BleuTokens = '13a') {}

  add(text: string, references: readonly string[]): void {
    const { right, written, tokens } = this;
    const words = wordsOf(text, tokens);
    const known = references.map((reference) => wordsOf(reference, tokens));
    this.texts++;
    this.length += words.length;
    this.referenceLength += closest(
      words.length,
      known.map((reference) => reference.length),
    );
    orders.forEach((order, o) => {
      const allowed = mostOften(known, order);
      for (const [run, count] of runs(words, order)) {
        written[o] = (written[o] ?? 0) + count;
        right[o] = (right[o] ?? 0) + Math.min(count, allowed.get(run) ?? 0);
      }
    });
  }

  /** null without texts. */
  score(): number | null {
    return this.texts === 0 ? null : score(this.right, this.written, this.length, this.referenceLength);
  }
}

function score(right: readonly number[], written: readonly number[], length: number, referenceLength: number): number {
  if (right.every((count) => count === 0)) return 0;
  const brevity = length < referenceLength ? Math.exp(1 - referenceLength / length) : 1;
  let smoothing = 1;
  let logs = 0;
  for (const [o, count] of right.entries()) {
    const all = written[o] ?? 0;
    // No text is that long: sacrebleu has a precision of 0 here, whose logarithm it takes as a very small number.
    if (all === 0) return brevity * Math.exp((logs + (right.length - o) * noLog) / right.length);
    if (count === 0) smoothing *= 2;
    logs += Math.log((100 * (count === 0 ? 1 / smoothing : count)) / all);
  }
  return brevity * Math.exp(logs / right.length);
}

/** What sacrebleu takes for the logarithm of 0. */
const noLog = -9_999_999_999;

/** Length of the reference whose length is closest; the shorter of two. */
function closest(length: number, others: readonly number[]): number {
  const [first = 0, ...rest] = others;
  return rest.reduce((best, other) => {
    const nearer = Math.abs(other - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && other < best) ? other : best;
  }, first);
}

/** How often each run of `order` words stands in the text. Words hold no blanks. */
function runs(words: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= words.length; i++) {
    const run = words.slice(i, i + order).join(' ');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** For each run, how often it stands in the reference that has it most often. */
function mostOften(references: readonly (readonly string[])[], order: number): Map<string, number> {
  const most = new Map<string, number>();
  for (const reference of references) {
    for (const [run, count] of runs(reference, order)) most.set(run, Math.max(most.get(run) ?? 0, count));
  }
  return most;
}

/** Blanks as Python's `str.split` knows them. */
const blanks = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

function wordsOf(text: string, tokens: BleuTokens): string[] {
  return (tokens === '13a' ? spread(text) : text).split(blanks).filter((word) => word !== '');
}

/** sacrebleu's tokenizer "13a" (that of mteval-v13a.pl): blanks around punctuation, but not inside of numbers. */
function spread(text: string): string {
  const [trailing] = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/u.exec(text) ?? [''];
  const plain = text
    .slice(0, text.length - trailing.length)
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return ` ${plain} `
    .replace(/([{-~[-` -&(-+:-@/])/gu, ' $1 ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ');
}
