import type { Output } from '../../../src/cli/output';

/** What a command has said: JSON records, results, and words for people. */
export function heard() {
  const records: Record<string, unknown>[] = [];
  const [results, said]: [string[], string[]] = [[], []];
  const output: Output = {
    json: false,
    record: (type, content) => void records.push({ type, ...content }),
    result: (text) => void results.push(text),
    say: (text) => void said.push(text),
    error: () => undefined,
  };
  return { output, records, results, said };
}
