/** Texts cut into pieces that follow each other, each an example. Arrays by the piece's number. */
export interface Pieces {
  readonly count: number;
  /** Rows of all pieces together: those of a text stand one after the other. */
  readonly rows: number;
  /** First row, and number of rows. */
  readonly from: Int32Array;
  readonly steps: Int32Array;
  /** The text that it is of. */
  readonly text: Int32Array;
  /** The piece before it in its text, or -1. */
  readonly follows: Int32Array;
}

/**
 * @param lengths rows of each text
 * @param most rows of a piece
 */
export function cutIntoPieces(lengths: Int32Array, most: number): Pieces {
  const count = lengths.reduce((sum, length) => sum + Math.ceil(length / most), 0);
  const arrays = () => new Int32Array(count);
  const pieces = { from: arrays(), steps: arrays(), text: arrays(), follows: arrays() };
  let piece = 0;
  let rows = 0;
  lengths.forEach((length, text) => {
    for (let done = 0; done < length; done += most, piece++) {
      pieces.from[piece] = rows + done;
      pieces.steps[piece] = Math.min(most, length - done);
      pieces.text[piece] = text;
      pieces.follows[piece] = done === 0 ? -1 : piece - 1;
    }
    rows += length;
  });
  return { count, rows, ...pieces };
}
