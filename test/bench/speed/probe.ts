import type { gemmProbe, peakProbe } from '../../../src/engine/fused/probe';

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
  // The best of all rounds: others on the machine only ever make one slower, the peak's as well as the product's.
  const gemm = Math.max(...pairs.map((pair) => pair.gemm));
  const peak = Math.max(...pairs.map((pair) => pair.peak));
  return { gemm, peak, share: gemm / peak };
}
