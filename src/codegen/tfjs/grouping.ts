/**
 * `byLength(examples)`.
 * @param key expression of what examples of a group have in common, of an `example`
 */
export const byLength = (
  key: string,
): string => `/** Examples of one length are computed together, so that none is padded. */
function byLength(examples: Example[]): Example[][] {
  const groups = new Map<string, Example[]>();
  for (const example of examples) {
    const length = ${key};
    const group = groups.get(length) ?? [];
    group.push(example);
    groups.set(length, group);
  }
  return [...groups.values()];
}`;

/** A length as a key. */
export const lengthOf = (list: string): string => `String(example.${list}.length)`;
