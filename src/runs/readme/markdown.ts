export { asText } from '../../spec/asText';

/** A table; cells are Markdown. Numbers stand at the right. */
export function asTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rules = head.map((_, i) =>
    i > 0 && rows.every((row) => /^[-–\d.,e+ %]*$/.test(row[i] ?? '')) ? '--:' : ':--',
  );
  return [line(head), line(rules), ...rows.map(line)].join('\n');
}
