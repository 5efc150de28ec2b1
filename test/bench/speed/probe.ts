import type { gemmProbe, peakProbe } from '../../../src/engine/fused/probe';
import { median } from './statistics';

/** Taken from the running Node: an import of it webpack would replace. */
const { createRequire } = process.getBuiltinModule('node:module');

/** src/engine/fused/probe.ts, which has a bundle of its own: it looks for the kernels beside it. */
interface Probe {
  readonly gemmProbe: typeof gemmProbe;
  readonly peakProbe: typeof peakProbe;
}

export interface ProbeResult {
  readonly gemm: number;
  readonly peak: number;
  /** Median over the rounds of the product's share of the peak, each measured beside the other. */
  readonly share: number;
}

export const gemmSize = { m: 64, k: 1024, n: 256 };

/** The matrix product's speed as a share of what the core's 128-bit multiply-adds could do. */
export async function measureProbe(bundle: string, rounds: number, seconds: number): Promise<ProbeResult> {
  const probe = createRequire(bundle)(bundle) as Probe;
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    const { gflops: peak } = await probe.peakProbe();
    const { gflops: gemm } = await probe.gemmProbe({ ...gemmSize, seconds });
    pairs.push({ gemm, peak });
  }
  return {
    gemm: median(pairs.map(({ gemm }) => gemm)),
    peak: median(pairs.map(({ peak }) => peak)),
    share: median(pairs.map(({ gemm, peak }) => gemm / peak)),
  };
}
