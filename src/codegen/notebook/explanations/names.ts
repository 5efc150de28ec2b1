import { asText } from '../../../spec/asText';

/** Names of columns in a sentence: the first few of them, as text. */
export function namesOf(columns: readonly string[]): string {
  const most = 3;
  const shown = columns.slice(0, most).map((name) => `*${asText(name)}*`);
  if (columns.length > most) return `${shown.join(', ')} and ${columns.length - most} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
