import { missingMarkers } from '../../spec/missing';

const markers: ReadonlySet<string> = new Set(missingMarkers);

export function isMissing(trimmed: string): boolean {
  return trimmed.length <= 4 && markers.has(trimmed);
}
