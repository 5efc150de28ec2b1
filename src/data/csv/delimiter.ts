import type { Dialect } from '../../spec/profile';

export type Delimiter = Dialect['delimiter'];

/** In the order in which they win a tie: a comma may be a decimal comma, the others are nothing but delimiters. */
const delimiters: readonly Delimiter[] = ['\t', ';', '|', ','];

const sampledRecords = 200;

/**
 * The delimiter that stands equally often in the records of the head. A file of one column has none; it gets `;`, so that a
 * comma in it can be a decimal comma.
 */
export function guessDelimiter(head: string): Delimiter {
  const records = countByRecord(head);
  let best: { delimiter: Delimiter; share: number } | null = null;
  delimiters.forEach((delimiter, index) => {
    const counts = records.map((record) => record[index] ?? 0);
    const usual = mostFrequent(counts.filter((count) => count > 0));
    if (usual === null || counts[0] === 0) return;
    const share = counts.filter((count) => count === usual).length / counts.length;
    if (best === null || share > best.share + 1e-9) best = { delimiter, share };
  });
  return (best as { delimiter: Delimiter } | null)?.delimiter ?? ';';
}

/** How often each delimiter stands outside quotes in each record. */
function countByRecord(text: string): number[][] {
  const records: number[][] = [];
  let counts = delimiters.map(() => 0);
  let inQuotes = false;
  let blank = true;
  for (let pos = 0; pos < text.length && records.length < sampledRecords; pos++) {
    const character = text[pos]!;
    if (character === '"') {
      if (inQuotes || isCellStart(text, pos)) inQuotes = !inQuotes;
      blank = false;
    } else if (!inQuotes && character === '\n') {
      if (!blank) records.push(counts);
      counts = delimiters.map(() => 0);
      blank = true;
    } else if (!inQuotes) {
      const index = (delimiters as readonly string[]).indexOf(character);
      if (index >= 0) counts[index]!++;
      if (character.trim() !== '') blank = false;
    }
  }
  if (!blank && records.length < sampledRecords) records.push(counts);
  return records;
}

/** A quote opens a cell after a delimiter, a line end, a blank after one of them, or a quote (doubled inside a cell). */
function isCellStart(text: string, pos: number): boolean {
  let before = pos - 1;
  while (before >= 0 && text[before] === ' ') before--;
  return before < 0 || ',;|\t\n\r"'.includes(text[before]!);
}

function mostFrequent(counts: readonly number[]): number | null {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let best: number | null = null;
  for (const [count, seen] of times) if (best === null || seen > times.get(best)!) best = count;
  return best;
}
