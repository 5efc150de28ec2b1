import { type GradientTrace, gradientTraceSchema } from '../spec/inspection';
import { runFiles } from '../spec/run';
import { readOwnFile } from './jsonFile';
import type { RunFolder } from './runFolder';

/** A trace of a thousand steps has some 10 kB, and a long run thousands of traces. */
const maxBytes = 256 * 1024 * 1024;

/**
 * How far gradients reached back while a run trained, in the order of epochs; none where none were looked at.
 * @param most of many, so many evenly spread ones, the first and the last among them; torn or foreign lines are left out
 * @throws UserError when the file cannot be read
 */
export function readGradients(run: RunFolder, most: number): GradientTrace[] {
  const text = readOwnFile(run.file(runFiles.gradients), maxBytes) ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  return chosen(lines, most).flatMap(parseLine);
}

/** What was looked at last, or null. */
export const lastGradients = (run: RunFolder): GradientTrace | null => readGradients(run, 1)[0] ?? null;

function chosen(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  if (most === 1) return lines.slice(-1);
  return Array.from({ length: most }, (_, i) => lines[Math.round((i * (lines.length - 1)) / (most - 1))] ?? '');
}

function parseLine(line: string): GradientTrace[] {
  try {
    const parsed = gradientTraceSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
