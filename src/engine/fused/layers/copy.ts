import * as ops from '../kernels/ops';
import type { View } from '../memory/layout';
import type { Context } from '../program/context';
import type { Rows } from '../program/tape';

/** Where columns of views begin or end in the middle of a panel, and how many steps are copied. */
export interface CopySetting {
  /** The first column of `out`; 0 where this is missing. */
  readonly toColumn?: number;
  /** One step where this is missing. */
  readonly steps?: number;
  /** Adds to what stands there. */
  readonly add?: boolean;
}

/**
 * out = from, `width` columns of it, or with `add` out += from. What fills up the last panel of `out` becomes 0 where the
 * columns are the last of their rows, so that sums over whole panels are those over the real columns.
 */
export function copy(
  { tape }: Context,
  out: View,
  from: Pick<Rows, 'address' | 'rowBytes' | 'stepBytes'>,
  width: number,
  { toColumn = 0, steps = 1, add = false }: CopySetting = {},
): void {
  const end = toColumn + width;
  const fill = !add && out.width - end < 8 ? out.width - end : 0;
  tape.emitCosting(
    operationsOfFloat * width * steps * tape.rows,
    ops.COPY,
    ...[out.address + toColumn * 4, out.rowBytes, out.stepBytes, from.address, from.rowBytes, from.stepBytes],
    ...[width, steps, add ? 1 : 0, fill],
  );
}

/** A float that is read and written takes about as long as some operations of a product. */
const operationsOfFloat = 4;
