/** Sums of sizes as Python expressions: numbers are added up here, names stand beside them (`len(vocabulary) + 8`). */
export function widthSum(terms: readonly string[]): string {
  const isNumber = (term: string): boolean => /^\d+$/.test(term);
  const total = terms.filter(isNumber).reduce((sum, term) => sum + Number(term), 0);
  const names = terms.filter((term) => !isNumber(term));
  const parts = [...names, ...(total > 0 ? [String(total)] : [])];
  return parts.length === 0 ? '0' : parts.join(' + ');
}

/** The product of two sizes. */
export function widthProduct(a: string, b: string): string {
  if (/^\d+ \d+$/.test(`${a} ${b}`)) return String(Number(a) * Number(b));
  return a === '1' ? b : b === '1' ? a : `${a} * ${b}`;
}
