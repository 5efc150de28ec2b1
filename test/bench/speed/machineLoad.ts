import { readFileSync } from 'node:fs';

/** Ticks of /proc: 100 a second on every Linux that Node runs on. */
const tickSeconds = 0.01;

/** Processor time of a moment, so that two moments tell who was at work in between. Null where /proc is not there. */
export interface Load {
  /** Seconds that all processors together were busy or taken away by the machine's host. */
  readonly busy: number;
  /** Seconds of each process asked for, all its threads, and of its children that have ended. */
  readonly processes: readonly number[];
}

export function readLoad(pids: readonly number[]): Load | null {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const busy = (user + nice + system + irq + softirq + steal) * tickSeconds;
    return { busy, processes: pids.map(processSeconds) };
  } catch {
    return null;
  }
}

function processSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; utime, stime and those of ended children are fields 14 to 17.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickSeconds;
}

/** Seconds of processor time between two moments. */
export interface Work {
  readonly foreign: number;
  /** Of each process, in the order in which they were asked for. */
  readonly processes: readonly number[];
}

/** What others than the asked processes used. */
export function workBetween(before: Load, after: Load): Work {
  const processes = after.processes.map((seconds, i) => seconds - (before.processes[i] ?? 0));
  const own = processes.reduce((sum, seconds) => sum + seconds, 0);
  return { foreign: Math.max(0, after.busy - before.busy - own), processes };
}
