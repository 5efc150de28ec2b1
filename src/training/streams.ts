/**
 * Examples that go on from each other, in the order in which they do.
 * @param before the example that one goes on from; it starts a chain where there is none such
 */
export function chainsOf(examples: Int32Array, before: (example: number) => number): Int32Array[] {
  const chains: number[][] = [];
  const endingIn = new Map<number, number[]>();
  for (const example of examples) {
    const previous = before(example);
    const chain = endingIn.get(previous);
    if (chain) {
      endingIn.delete(previous);
      chain.push(example);
      endingIn.set(example, chain);
    } else {
      const begun = [example];
      chains.push(begun);
      endingIn.set(example, begun);
    }
  }
  return chains.map((chain) => Int32Array.from(chain));
}

/**
 * Chains laid side by side: batches whose row b goes on from row b of the batch before, until `fresh` says that all begin
 * anew. Chains are cut where that is needed to have `width` of them, and stand beside those of like length; a batch has
 * fewer rows when its shorter chains have ended.
 */
export function rounds(
  chains: readonly Int32Array[],
  width: number,
): { readonly batch: Int32Array; readonly fresh: boolean }[] {
  const total = chains.reduce((sum, { length }) => sum + length, 0);
  const most = Math.max(1, Math.ceil(total / width));
  const pieces = chains.flatMap((chain) => {
    const parts = Math.ceil(chain.length / most);
    return Array.from({ length: parts }, (_, i) => chain.subarray(i * most, (i + 1) * most));
  });
  pieces.sort((a, b) => b.length - a.length); // stable
  const batches: { batch: Int32Array; fresh: boolean }[] = [];
  for (let first = 0; first < pieces.length; first += width) {
    const side = pieces.slice(first, first + width);
    for (let step = 0; step < (side[0]?.length ?? 0); step++) {
      const batch = side.flatMap((piece) => (step < piece.length ? [piece[step] ?? 0] : []));
      batches.push({ batch: Int32Array.from(batch), fresh: step === 0 });
    }
  }
  return batches;
}
