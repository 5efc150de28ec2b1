import type { PredictionState } from '../../protocol/webview';
import { RunJob } from './runJob';

/** Another CSV predicted by the network that is shown. */
export class Predictor extends RunJob<PredictionState> {
  /**
   * Settles when it is over; how it went is in `state`. Another one that is under way ends.
   * @param folder the run's
   * @param data the CSV, and `out`, where its predictions are written; absolute
   */
  async run(folder: string, data: string, out: string): Promise<void> {
    await this.start({
      folder,
      begun: { state: 'running', data, phase: 'reading', share: 0 },
      run: async (process, threads, show) => ({
        state: 'done',
        result: await process.predict({ runFolder: folder, threads, data, out }, ({ phase, share }) =>
          show({ state: 'running', data, phase, share }),
        ),
      }),
      failed: (error) => ({ state: 'failed', data, error }),
    });
  }
}
