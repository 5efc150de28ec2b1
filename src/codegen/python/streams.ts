import type { Pipeline } from '../pipeline';
import type { PythonSection } from './program';

/** Which examples of a part go on from which. */
export interface Chains {
  /** What `streams` is given, an array of a value for each example: `rows`. */
  readonly of: string;
  /** Python expression over that array: true or not 0 where the next example does not go on from this one. */
  readonly breaks: string;
  /** The call of `streams` for each part, without brackets: `streams(r) for part, r in rows.items()`. */
  readonly each: string;
  /** As sentences call several examples: `windows`. */
  readonly examples: string;
}

/**
 * Batches of stateful training: leaves `batches`, by part a list of `(batch, fresh)`, numbers of examples and whether they
 * begin anew; nothing where the training is not stateful. As `training/streams.ts` lays them out.
 */
export function streamsSection({ training, parts }: Pipeline, chains: Chains): PythonSection {
  if (!training.stateful) return {};
  const untested = parts.includes('test') ? ' if part != "test"' : '';
  return {
    topic: 'examples',
    imports: ['import math', 'import numpy as np'],
    constants: [`BATCH_SIZE = ${training.batchSize}`],
    functions: [streams(chains)],
    main: [`    batches = {part: ${chains.each}${untested}}`],
  };
}

const streams = ({ of, breaks, examples }: Chains): string =>
  `def streams(${of}):
    """Batches of ${examples} that go on from those of the batch before, unless fresh.

    Chains of ${examples} stand side by side, the longest first: those that have ended
    leave batches smaller.
    """
    breaks = np.flatnonzero(${breaks}) + 1
    chains = np.split(np.arange(len(${of})), breaks)
    longest = math.ceil(len(${of}) / BATCH_SIZE)
    pieces = [
        chain[start : start + longest]
        for chain in chains
        for start in range(0, len(chain), longest)
    ]
    pieces.sort(key=len, reverse=True)
    batches = []
    for first in range(0, len(pieces), BATCH_SIZE):
        side_by_side = pieces[first : first + BATCH_SIZE]
        for i in range(len(side_by_side[0])):
            batch = [piece[i] for piece in side_by_side if i < len(piece)]
            batches.append((np.array(batch), i == 0))
    return batches`;
