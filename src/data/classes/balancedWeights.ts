/**
 * Weights by which each class counts as much as the others in all: examples / (classes × examples of the class), as
 * scikit-learn's `class_weight="balanced"`.
 * @param labels class of each training example
 * @param classes how many there are, each with an example
 */
export function balancedWeights(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]!++;
  return counts.map((count) => labels.length / (classes * count));
}
