/** `show(value)`: a number as a person reads it. */
export const show: readonly string[] = [
  '/** With as many digits as float32 has. */',
  'const show = (value) => String(Number(value.toPrecision(7)));',
];

/** `likeliest(probabilities)`: the class, and how likely each one is. */
export const likeliest: readonly string[] = [
  '/** The likeliest class, and how likely each one is. */',
  'function likeliest(probabilities) {',
  '  const best = probabilities.indexOf(Math.max(...probabilities));',
  '  const shares = probabilities.map(show);',
  '  const each = classes.map((name, i) => `${name} ${shares[i]}`);',
  '  return `${classes[best]}  (${each.join(", ")})`;',
  '}',
];
