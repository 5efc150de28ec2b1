/** How many tokens were said right, of how many. */
export interface TokenCount {
  right: number;
  tokens: number;
}

/**
 * Counts the steps at which the likeliest token is the one that stands there, as Keras' accuracy with a mask does: the
 * first of equally likely ones, padding left out.
 * @param probabilities [examples, steps, classes]
 * @param labels of each example, one a real step; steps beyond are padding
 */
export function countRightTokens(
  probabilities: Float32Array,
  labels: readonly Int32Array[],
  { steps, classes }: { readonly steps: number; readonly classes: number },
): TokenCount {
  const count: TokenCount = { right: 0, tokens: 0 };
  labels.forEach((said, example) => {
    said.forEach((label, step) => {
      const from = (example * steps + step) * classes;
      let best = 0;
      for (let token = 1; token < classes; token++) {
        if ((probabilities[from + token] ?? 0) > (probabilities[from + best] ?? 0)) best = token;
      }
      if (best === label) count.right++;
    });
    count.tokens += said.length;
  });
  return count;
}

/**
 * Share of texts that are one of their references, exactly.
 * @returns null without texts
 */
export function exactMatch(texts: readonly string[], references: readonly (readonly string[])[]): number | null {
  if (texts.length === 0) return null;
  return texts.filter((text, i) => references[i]?.includes(text) ?? false).length / texts.length;
}
