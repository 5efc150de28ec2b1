/** Rows of arrays, [rows, width] row-major. */

/** Some rows, one after the other. */
export function pickRows(values: Float32Array, rows: Int32Array, width: number): Float32Array {
  const picked = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    picked.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return picked;
}

/** Puts rows that stand one after the other to where they belong. */
export function putRows(all: Float32Array, picked: Float32Array, rows: Int32Array, width: number): void {
  rows.forEach((row, i) => {
    all.set(picked.subarray(i * width, (i + 1) * width), row * width);
  });
}

/** Puts `values`, [of, places, width], to where they belong in `all`, [examples, steps, width]. */
export function scatterSteps(
  all: Float32Array,
  values: Float32Array,
  places: Int32Array,
  { steps, of, width }: { readonly steps: number; readonly of: number; readonly width: number },
): void {
  places.forEach((place, b) => {
    for (let t = 0; t < of; t++) {
      const from = (t * places.length + b) * width;
      all.set(values.subarray(from, from + width), (place * steps + t) * width);
    }
  });
}

/** Columns of several arrays of as many rows in one. */
export function sideBySide(parts: readonly Float32Array[], rows: number): Float32Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const widths = parts.map(({ length }) => (rows === 0 ? 0 : length / rows));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const all = new Float32Array(rows * total);
  let from = 0;
  parts.forEach((part, i) => {
    const width = widths[i] ?? 0;
    for (let row = 0; row < rows; row++) all.set(part.subarray(row * width, (row + 1) * width), row * total + from);
    from += width;
  });
  return all;
}
