import type { SplitName } from '../../spec/run';
import { black, layOut, list } from '../layout';
import type { Pipeline } from '../pipeline';
import type { PythonSection } from './program';

/** Parts that things are shared out to: at random the shares alone count. */
export function sharedParts({ split, parts }: Pipeline): SplitName[] {
  return parts.filter((part) => split.by === 'time' || split[part] > 0);
}

/** `split(count)`: the numbers of the things (rows, series, pieces) of each part, rising. */
export function splitSection(pipeline: Pipeline): PythonSection {
  const parts = sharedParts(pipeline);
  if (parts.length === 1) return { functions: [allTrain] };
  if (pipeline.split.by === 'time') return { functions: [inOrder(pipeline, parts)] };
  return { constants: [`SPLIT_SEED = ${pipeline.split.seed}`], functions: [byHash(pipeline, parts)] };
}

const allTrain = `def split(count):
    """All train."""
    return {"train": np.arange(count)}`;

function inOrder({ split }: Pipeline, parts: readonly SplitName[]): string {
  const last = parts.at(-1);
  const lines = borders(split);
  const ranges = {
    train: 'np.arange(train_end)',
    validation: `np.arange(train_end, ${last === 'validation' ? 'count' : 'test_start'})`,
    test: `np.arange(${parts.includes('validation') ? 'test_start' : 'train_end'}, count)`,
  };
  return `def split(count):
    """Numbers of the examples of each part: the first ones train."""
${lines.map((line) => `    ${line}\n`).join('')}    return {
${parts.map((part) => `        "${part}": ${ranges[part]},\n`).join('')}    }`;
}

/** Where the training part ends, and the test part begins where there is a validation part between them. */
function borders({ train, validation, test }: Pipeline['split']): string[] {
  const share = (part: number | string): string => `int(count * ${part} + 1e-9)`;
  const between = validation > 0 && test > 0;
  return [`train_end = ${share(train)}`, ...(between ? [`test_start = ${share(`(${train} + ${validation})`)}`] : [])];
}

/** The same as in the run: `splitByHash`. Sums of shares are left to Python, which comes to the same double. */
function byHash({ split }: Pipeline, parts: readonly SplitName[]): string {
  const names = parts.map((part) => `"${part}"`).join(', ');
  const [border, ...others] = parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).map((part) => split[part]).join(' + ')); // prettier-ignore
  const ends =
    others.length === 0
      ? [`    sizes = np.diff([0, int(count * ${border} + 0.5), count])`]
      : [
          layOut(black, 1, 'borders = ', list([border ?? '', ...others])),
          '    ends = [int(count * border + 0.5) for border in borders]',
          '    sizes = np.diff([0, *ends, count])',
        ];
  return `def split(count):
    """Numbers of the examples of each part, shared out in the order of a hash."""
    hashes = np.arange(count, dtype=np.uint32) ^ np.uint32(
        SPLIT_SEED * 0x9E3779B1 & 0xFFFFFFFF
    )
    hashes = (hashes ^ (hashes >> 16)) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> 13)) * np.uint32(0xC2B2AE35)
    order = np.argsort(hashes ^ (hashes >> 16), kind="stable")
${ends.join('\n')}
    for empty in np.flatnonzero(sizes == 0):
        sizes[sizes.argmax()] -= 1
        sizes[empty] = 1
    shares = np.split(order, np.cumsum(sizes)[:-1])
    return dict(zip([${names}], map(np.sort, shares), strict=True))`;
}
