/** What was left out, in words behind its number: `1 row without a text`, `2 rows without a text`. */
export const exclusionWords = ({ reason, count }: { readonly reason: string; readonly count: number }): string =>
  count === 1 ? reason.replace(/^rows\b/, 'row') : reason;
