// Writes the JSON schema that the editor uses for experiment.json, from the same definition that checks it.
// `--check` only compares, for CI and the tests.
import fs from 'node:fs';
import { registerHooks } from 'node:module';

// The sources import each other without an extension, as bundlers do; Node wants one.
registerHooks({
  resolve(specifier, context, next) {
    const relative = /^\.\.?\//.test(specifier) && !/\.[cm]?[jt]s$/.test(specifier);
    const resolved = next(relative ? `${specifier}.ts` : specifier, context);
    return resolved.url.endsWith('.ts') ? { ...resolved, format: 'module-typescript' } : resolved;
  },
});

const file = new URL('../media/experiment.schema.json', import.meta.url);
const { experimentJsonSchema } = await import('../src/spec/schema.ts');
const text = `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`;

const current = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text;

if (process.argv.includes('--check')) {
  if (!current) {
    console.error('media/experiment.schema.json is out of date: run `npm run schema`.');
    process.exit(1);
  }
} else if (!current) {
  fs.writeFileSync(file, text);
}
