/** All numbers as float32, little-endian on every machine, one list after the other. */
export function floatBytes(lists: readonly Float32Array[]): Uint8Array {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const view = new DataView(new ArrayBuffer(4 * count));
  let at = 0;
  for (const list of lists) {
    for (const value of list) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return new Uint8Array(view.buffer);
}
