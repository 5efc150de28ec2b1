/** What the process answers to its caller. */
export const exitCodes = {
  done: 0,
  /** The user can mend it. */
  failed: 1,
  wrongUsage: 2,
  /** A defect in the program (EX_SOFTWARE of sysexits.h). */
  defect: 70,
  /** Stopped by Ctrl+C (128 + SIGINT). */
  stopped: 130,
} as const;
