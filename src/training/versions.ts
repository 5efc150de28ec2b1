import manifest from '../../package.json';
import type { EngineInfo } from '../engine/engine';

export const version: string = manifest.version;

/** What computed a run, for `summary.json`. */
export function versions(engine: EngineInfo): Record<string, string> {
  return { sequenceLab: version, node: process.versions.node, ...engine.versions };
}
