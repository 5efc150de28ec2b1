import type { Cell } from '../../src/spec/experiment';
import type { DataProfile, Frequency } from '../../src/spec/profile';

/** `months` for a file with a row a month; `rows` where steps are irregular or not one unit. */
export function stepNoun(profile: DataProfile | null, timeColumn: string | null, count: number): string {
  const time = profile?.columns.find((column) => column.name === timeColumn)?.time;
  const noun: Frequency | 'row' = time?.frequency && time.step === 1 ? time.frequency : 'row';
  return count === 1 ? noun : `${noun}s`;
}

/** `an LSTM`, `a GRU`. */
export function article(cell: Cell): string {
  return cell === 'lstm' ? 'an' : 'a';
}
