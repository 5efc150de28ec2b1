import path from 'node:path';

import type { PeerCommand } from './peerProcess';
import { PeerProcess } from './peerProcess';

/** Where the engines are, as the script that starts the benchmark has found them. */
export interface Places {
  readonly node: string;
  /** The bundle of engineProcess.ts. */
  readonly engineProcess: string;
  /** The folder of peer_torch.py and peer_keras.py. */
  readonly pythonFolder: string;
  readonly python: string | Absent;
  /** The package's folder. */
  readonly tfjsNode: string | Absent;
}

/** Something that is not on this machine, and why. */
export interface Absent {
  readonly reason: string;
}

export interface MissingPeer {
  readonly name: string;
  readonly label: string;
  readonly reason: string;
}

export interface StartedPeers {
  readonly processes: readonly PeerProcess[];
  readonly missing: readonly MissingPeer[];
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const labels = { fused: 'fused', torch: 'PyTorch', keras: 'Keras', 'tfjs-node': 'tfjs-node', 'tfjs-wasm': 'tfjs-wasm' };
type PeerName = keyof typeof labels;
const names = Object.keys(labels) as PeerName[];

export const columns = names.map((name) => ({ name, label: labels[name] }));

/** Starts every engine; those that do not start are told with the reason. */
export async function startPeers(places: Places, threads: number): Promise<StartedPeers> {
  const processes: PeerProcess[] = [];
  const missing: MissingPeer[] = [];
  const versions: Record<string, Readonly<Record<string, string>>> = {};
  for (const name of names) {
    const command = commandOf(name, places, threads);
    if ('reason' in command) {
      missing.push({ name, label: labels[name], reason: command.reason });
      continue;
    }
    try {
      const started = await PeerProcess.start(command);
      processes.push(started.process);
      versions[name] = started.versions;
    } catch (error) {
      missing.push({ name, label: labels[name], reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { processes, missing, versions };
}

function commandOf(name: PeerName, places: Places, threads: number): PeerCommand | Absent {
  const common = { name, label: labels[name] };
  const own = { ...common, command: places.node, arguments: [places.engineProcess, name, String(threads)] };
  // Every engine has its own limit; the variables are for pools that a library makes before it is asked.
  const threadLimits = {
    OMP_NUM_THREADS: String(threads),
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_CPP_MIN_LOG_LEVEL: '3',
  };
  switch (name) {
    case 'fused':
    case 'tfjs-wasm':
      return { ...own, environment: {} };
    case 'tfjs-node':
      if (typeof places.tfjsNode !== 'string') return places.tfjsNode;
      return { ...own, environment: { ...threadLimits, SEQUENCE_LAB_TFJS_NODE: places.tfjsNode } };
    case 'torch':
    case 'keras': {
      if (typeof places.python !== 'string') return places.python;
      const script = path.join(places.pythonFolder, `peer_${name}.py`);
      return {
        ...common,
        command: places.python,
        arguments: ['-u', script, String(threads)],
        environment: { ...threadLimits, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
      };
    }
  }
}
