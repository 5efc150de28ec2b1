import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import { neededModules, packageOf } from './requirements';

/** A command that starts Python, with what comes before its own options. */
export interface PythonCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a Python says of itself and of a program. */
export interface Probe {
  /** Absolute path of the interpreter. */
  readonly executable: string;
  /** `3.12.4` */
  readonly version: string;
  /** Packages that the program imports and this Python has not, as pip calls them. */
  readonly missing: readonly string[];
}

/** Starting Python takes some tenths of a second, on a cold disk some seconds. */
const timeoutMs = 30_000;

/**
 * Asks a Python which modules of a program it has not. The program is parsed, not run, and no module is imported: where
 * it would come from is looked up. Keras computes with another library where the environment says so.
 */
const script = `
import ast, importlib.util, json, os, sys
try:
    with open(sys.argv[1], encoding="utf-8") as file:
        tree = ast.parse(file.read())
except (SyntaxError, ValueError):
    tree = ast.parse("")  # running it tells what is wrong
names = set(sys.argv[2:])
for node in ast.walk(tree):
    if isinstance(node, ast.Import):
        names.update(alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        names.add(node.module.split(".")[0])
if os.environ.get("KERAS_BACKEND", "tensorflow") != "tensorflow":
    names.discard("tensorflow")
def found(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return name in sys.modules
missing = sorted(name for name in names if not found(name))
version = ".".join(map(str, sys.version_info[:3]))
print(json.dumps({"executable": sys.executable, "version": version, "missing": missing}))
`;

const answerSchema = z.object({ executable: z.string().min(1), version: z.string(), missing: z.array(z.string()) });

/**
 * @param program absolute path of a generated Python program
 * @returns null where the command is no Python 3 that answers
 */
export async function probe({ command, args }: PythonCommand, program: string): Promise<Probe | null> {
  const needed = neededModules(await fs.promises.readFile(program, 'utf8'));
  const output = await new Promise<string | null>((resolve) => {
    execFile(
      command,
      [...args, '-c', script, program, ...needed],
      { cwd: path.dirname(program), timeout: timeoutMs, windowsHide: true },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
  if (output === null) return null;
  try {
    const { executable, version, missing } = answerSchema.parse(JSON.parse(output));
    return { executable, version, missing: missing.map(packageOf) };
  } catch {
    return null;
  }
}
