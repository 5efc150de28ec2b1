/** Names that Windows keeps for devices, whatever their extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A folder name that every file system takes: `20260131-142530-monthly-sunspots`. Local time, because a person reads it.
 * Letters and digits of all scripts stay; anything else becomes one `-`.
 */
export function runFolderName(time: Date, name: string): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  const clock = `${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
  return `${date}-${clock}-${safeName(name)}`;
}

/** At most 60 characters, no dots, slashes, control characters or blanks; `run` when nothing is left. */
export function safeName(name: string): string {
  const safe = [
    ...name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-'),
  ]
    .slice(0, 60)
    .join('')
    .replace(/^-+|-+$/g, '');
  return safe === '' || reserved.test(safe) ? `run${safe ? `-${safe}` : ''}` : safe;
}

/** True for names that `runFolderName` makes (with the counter that a second run in one second gets). */
export function isRunFolderName(name: string): boolean {
  return /^\d{8}-\d{6}-\S+$/.test(name);
}
