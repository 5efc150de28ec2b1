/** A table in Markdown, its columns as wide as their widest cell; the first is text, the others are numbers. */
export function markdownTable(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const cells = [header, ...lines].map((line) => header.map((_, i) => escapeCell(line[i] ?? '')));
  const widths = header.map((_, i) => Math.max(3, ...cells.map((line) => (line[i] ?? '').length)));
  const text = (line: readonly string[]): string =>
    `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [text(head), rule, ...body.map(text)].join('\n');
}

const escapeCell = (cell: string): string => cell.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Three significant digits: `0.0123`, `1.23`, `123`, `1,230`. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 });
}
