import { futureMs } from '../../../data/time/futureMs';
import type { TimeProfile } from '../../../spec/profile';
import { formatTime } from './formatTime';

/** The time of a step after the end, written as the CSV writes its times; empty where the steps are not known. */
export function futureTimeText(time: TimeProfile, lastMs: number, steps: number, lastTexts: readonly string[]): string {
  const ms = futureMs(time, lastMs, steps);
  return ms === null ? '' : formatTime(ms, time, lastTexts);
}
