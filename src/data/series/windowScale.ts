import { UserError } from '../../spec/errors';
import type { UsedColumns } from '../sequence/usedColumns';
import type { Feature } from './features';

/** Input columns that are scaled by window: measurements alone, of whose future nothing is known; and where each target stands among them. */
export function windowScale(features: readonly Feature[], used: UsedColumns) {
  const inputs = features.flatMap(({ column, scaled }, i) =>
    column !== null && scaled === 'as-asked' && !used.known.includes(column) ? [i] : [],
  );
  const targets = used.targets.map((target) => {
    const at = features.findIndex(({ column }) => column === target);
    if (at >= 0) return at;
    throw new UserError(
      `Scaling by window takes level and spread of a target from its own past, but "${target.name}" is not among the inputs.`,
      `Add "${target.name}" to the inputs, or use another scaling.`,
      { code: 'data/window-scale', column: target.name, path: 'data.inputs' },
    );
  });
  return { inputs, targets };
}
