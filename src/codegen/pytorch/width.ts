/** Sums of sizes as Python expressions: numbers are added up here, names stand beside them (`len(vocabulary) + 8`). */
export function widthSum(terms: readonly string[]): string {
  const isNumber = (term: string): boolean => /^\d+$/.test(term);
  const total = terms.filter(isNumber).reduce((sum, term) => sum + Number(term), 0);
  const names = terms.filter((term) => !isNumber(term));
  const parts = [...names, ...(total > 0 ? [String(total)] : [])];
  return parts.length === 0 ? '0' : parts.join(' + ');
}

/** `count` times a size. */
export function widthProduct(count: number, size: string): string {
  if (/^\d+$/.test(size)) return String(count * Number(size));
  return count === 1 ? size : `${count} * ${size}`;
}
