import { StopRequest } from '../training/stopRequest';
import { exitCodes } from './exitCodes';

/** Ctrl+C asks the training to stop and to keep what is there; a second one ends the process at once. */
export function onStopSignal(): { readonly stop: StopRequest; release(): void } {
  const stop = new StopRequest();
  const listen = (): void => {
    if (stop.requested) process.exit(exitCodes.stopped);
    stop.request();
    if (process.stderr.isTTY)
      process.stderr.write('\nStopping; what is there will be kept. Ctrl+C again ends at once.\n');
  };
  function release(): void {
    process.off('SIGINT', listen);
    process.off('SIGTERM', listen);
  }
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return { stop, release };
}
