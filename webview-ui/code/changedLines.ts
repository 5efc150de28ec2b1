import { diffArrays } from 'diff';

/** Places of the lines of a text that the text before it has not, 0-based; none where it is too much to compare. */
export function changedLines(before: readonly string[], after: readonly string[]): number[] {
  // Programs that share little are not compared to the end: another task is another program.
  const changes = diffArrays([...before], [...after], { maxEditLength: 200 });
  const changed: number[] = [];
  let place = 0;
  for (const { added, removed, count } of changes ?? []) {
    if (removed) continue;
    if (added) for (let i = 0; i < count; i++) changed.push(place + i);
    place += count;
  }
  return changed;
}
