/** Between two looks at the parent's process id, which cost a microsecond. */
const everyMs = 40;

/**
 * Ends this process when its parent is gone, be it by SIGKILL in the middle of an epoch: a closed channel is told by
 * `disconnect`; the process id is watched as well, because a channel can be inherited and stay open.
 * Both need turns of the event loop, which training gives every few milliseconds.
 */
export function exitWithParent(): void {
  const parent = process.ppid;
  process.on('disconnect', () => process.exit(1));
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, everyMs).unref();
}
