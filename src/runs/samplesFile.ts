/** Texts of one moment of the training. */
export interface WrittenTexts {
  /** 0: after training. */
  epoch: number;
  texts: string[];
}

const heading = /^(?:Epoch (\d+)|After training)\n=+\n/m;

/** The texts of `samples.txt`, oldest first; a file that is not written so gives none. */
export function samplesOf(file: string): WrittenTexts[] {
  // A pattern with one group splits into: before, epoch, text, epoch, text, …
  const [, ...parts] = file.split(new RegExp(heading, 'gm'));
  return Array.from({ length: Math.floor(parts.length / 2) }, (_, i) => ({
    epoch: Number(parts[2 * i] ?? 0),
    texts: textsOf(parts[2 * i + 1] ?? ''),
  }));
}

/** Each text stands below its number: `[1]`. */
function textsOf(section: string): string[] {
  const [, ...texts] = section.split(/^\[\d+\]\n/m);
  return texts.map((text) => text.replace(/\n+$/, ''));
}
