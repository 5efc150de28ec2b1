import type { BacktestState } from '../../protocol/webview';
import { RunJob } from './runJob';

/** A backtest of the run that is shown. */
export class Backtester extends RunJob<BacktestState> {
  /** Settles when it is over; how it went is in `state`. Another one that is under way ends. */
  async run(folder: string): Promise<void> {
    await this.start({
      folder,
      begun: { state: 'running', started: Date.now() },
      run: async (process, threads) => ({
        state: 'done',
        result: await process.backtest({ runFolder: folder, threads }),
      }),
      failed: (error) => ({ state: 'failed', error }),
    });
  }
}
