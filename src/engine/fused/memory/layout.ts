/** Lays things out in memory one after the other, on paper: nothing is allocated until the whole plan is known. */
export class Layout {
  /** @param top first free address, bytes */
  constructor(public top: number) {}

  /** Room for `bytes`, at the beginning of a cache line. @returns its address */
  take(bytes: number): number {
    const address = Math.ceil(this.top / lineBytes) * lineBytes;
    this.top = address + bytes;
    return address;
  }
}

const lineBytes = 64;

/** Matrices of the activations: row-major, one for each time step where they are kept. */
export interface View {
  /** Of row 0 of step 0, bytes. */
  readonly address: number;
  /** Bytes from one row (window) to the next. */
  readonly rowBytes: number;
  /** Bytes from one time step to the next; 0 where every step takes the place of the one before. */
  readonly stepBytes: number;
  /** Floats of a row, a multiple of 8. */
  readonly width: number;
}

/** A width in floats, rounded up to whole panels. */
export const padded = (width: number): number => Math.ceil(width / 8) * 8;

/** Views of `rows` rows of `width` floats (rounded up to a multiple of 8), for each of `steps` steps. */
export function takeView(layout: Layout, rows: number, width: number, steps: number): View {
  const floats = padded(width);
  // Rows a multiple of 1,024 bytes apart would share a few lines of the first cache.
  const rowBytes = floats * 4 + ((floats * 4) % 1024 === 0 ? lineBytes : 0);
  const stepBytes = steps > 1 ? rows * rowBytes : 0;
  return { address: layout.take(rows * rowBytes * steps), rowBytes, stepBytes, width: floats };
}

/** One step of a view. */
export const atStep = (view: View, step: number): View => ({
  ...view,
  address: view.address + step * view.stepBytes,
  stepBytes: 0,
});

/** The steps of a view from `step` on. */
export const fromStep = (view: View, step: number): View => ({
  ...view,
  address: view.address + step * view.stepBytes,
});

/** Columns [from, from + width) of a view. */
export const columns = (view: View, from: number, width: number): View => ({
  ...view,
  address: view.address + from * 4,
  width,
});
