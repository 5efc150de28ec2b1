import { neededPackages } from '../../spec/neededPackages';

/** Packages of pip that are imported by another name. */
const modules: Readonly<Record<string, string>> = { 'scikit-learn': 'sklearn' };

/** Modules that a generated program says in its first lines that it needs. */
export const neededModules = (program: string): string[] =>
  neededPackages(program).map((name) => modules[name] ?? name);

/** The package that brings a module: `sklearn` → `scikit-learn`. */
export function packageOf(module: string): string {
  return Object.entries(modules).find(([, imported]) => imported === module)?.[0] ?? module;
}

/** A command line that a person can paste into a shell; every part that needs it is quoted. */
export function shellLine(parts: readonly string[], platform: NodeJS.Platform): string {
  const plain = /^[\w@%+=:,./-]+$/;
  const quoted = (part: string): string => {
    if (plain.test(part)) return part;
    // PowerShell, which is Windows' default, and POSIX shells take single quotes literally.
    return platform === 'win32' ? `'${part.replaceAll("'", "''")}'` : `'${part.replaceAll("'", `'\\''`)}'`;
  };
  const line = parts.map(quoted).join(' ');
  return platform === 'win32' && line.startsWith("'") ? `& ${line}` : line;
}
