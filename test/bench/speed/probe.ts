import { median } from './statistics';

/** What `src/engine/fused/probe.ts` exports: single products and multiply-adds of the kernels, on one thread. */
export interface Probe {
  gemmProbe(size: { m: number; k: number; n: number; seconds: number }): Promise<{ gflops: number }>;
  peakProbe(): Promise<{ gflops: number }>;
}

export interface ProbeResult {
  readonly gemm: number;
  readonly peak: number;
  /** Median over the rounds of the product's share of the peak, each measured beside the other. */
  readonly share: number;
}

export const gemmSize = { m: 64, k: 1024, n: 256 };

/** The matrix product's speed as a share of what the core's 128-bit multiply-adds could do. */
export async function measureProbe(probe: Probe, rounds: number, seconds: number): Promise<ProbeResult> {
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
