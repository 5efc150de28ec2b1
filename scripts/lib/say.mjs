// What a script tells the person who started it: one line a step, errors with the way out.

/** A problem that the person can mend: printed as message and hint, without a stack. */
export class ScriptError extends Error {
  constructor(message, hint) {
    super(message);
    this.name = 'ScriptError';
    this.hint = hint;
  }
}

/** Something a suite needs is not on this machine. */
export class Missing extends ScriptError {
  constructor(message, hint) {
    super(message, hint);
    this.name = 'Missing';
  }
}

export const say = (line = '') => console.log(line);

/** Says what is done while it lasts, and how long it took. */
export async function step(what, work) {
  const start = Date.now();
  say(`· ${what} …`);
  const result = await work();
  const seconds = (Date.now() - start) / 1000;
  if (seconds >= 1) say(`  ${seconds.toFixed(1)} s`);
  return result;
}

/** Runs a script's main function; the process ends with 1 when it throws. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    console.error(`\n${error.message}`);
    if (error.hint) console.error(error.hint);
    process.exitCode = 1;
  }
}
