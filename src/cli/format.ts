/** Four significant digits, with separators where a number is large, and a power of ten where it is beyond reading. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (Math.abs(value) >= 1e12) return value.toExponential(3);
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Math.abs(value) < 1e-4 && value !== 0 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** `0.4 s`, `18 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  // Small networks train within a second: whole ones would all be the same.
  if (seconds > 0 && seconds < 10) return `${Number(Math.max(0.1, seconds).toFixed(1))} s`;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Columns side by side: numbers stand at the right, everything else at the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = (rows[0] ?? []).map((_, i) => rows.map((row) => row[i] ?? ''));
  const padded = columns.map((cells) => {
    const width = Math.max(...cells.map((cell) => cell.length));
    const numeric = cells.slice(1).every((cell) => /^[-–\d.,e+]+$/.test(cell));
    return cells.map((cell) => (numeric ? cell.padStart(width) : cell.padEnd(width)));
  });
  return rows
    .map((_, i) =>
      padded
        .map((cells) => cells[i])
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
