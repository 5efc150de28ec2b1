import path from 'node:path';

/** How this program was called, for commands that a person can copy: `node dist/cli.js`, or its name once installed. */
export function commandName(script = process.argv[1]): string {
  if (!script?.endsWith('.js')) return 'sequence-lab';
  return `node ${path.relative(process.cwd(), script) || script}`;
}
