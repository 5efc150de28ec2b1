const packages = String.raw`pip install ([A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*)`;
const ofProgram = new RegExp(`^Needs: {2}${packages}$`, 'gm');
const ofNotebook = new RegExp(`They need \`${packages}\``);

/**
 * What a generated Python program or notebook says that it needs, as pip calls it: `['keras', 'tensorflow', 'pandas']`. Names of
 * columns stand in both: above it in a program's first lines, below it in a notebook's code.
 */
export function neededPackages(text: string): string[] {
  const found = text.startsWith('{') ? ofNotebook.exec(text) : [...text.matchAll(ofProgram)].at(-1);
  return found?.[1]?.split(' ') ?? [];
}
