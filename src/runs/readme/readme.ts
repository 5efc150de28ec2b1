import path from 'node:path';

import { asTitle } from '../../spec/asTitle';
import { type CodeTarget, codeTargets, targetFiles } from '../../spec/codeTargets';
import { describe } from '../../spec/describe';
import type { Experiment } from '../../spec/experiment';
import { exclusionWords } from '../../spec/exclusionWords';
import { programPath, type Summary } from '../../spec/run';
import { taskWords } from '../../spec/taskWords';
import { browserPagePath, fileTable } from './fileTable';
import { asText } from './markdown';
import { count } from './numbers';
import { howToRun } from './programs';
import { scoresTables } from './scoresTables';

/** What the README of a run folder, or of an export of one, is made from. */
export interface ReadmeInput {
  readonly experiment: Experiment;
  readonly summary: Summary;
  /** Files that are there, relative to the folder, with forward slashes. */
  readonly files: readonly string[];
  /** Texts of the programs among them, whose first lines say what they need. */
  readonly programs: Readonly<Partial<Record<CodeTarget, string>>>;
  /** Only some of the run's programs were taken along: which ones are missing says nothing. */
  readonly some?: boolean;
}

/** `README.md`: what was trained and on what, how good it is, what each file is, and how the programs are run. */
export function readmeText({ experiment, summary, files, programs, some = false }: ReadmeInput): string {
  const sections: [string, string][] = [
    ['How good it is', [asText(summary.verdict, 1000), ...scoresTables(summary)].filter(Boolean).join('\n\n')],
    ['What it was trained on', trainedOn(summary)],
    ['Files', fileTable(files)],
    ['Run the programs', howToRun(programs, files)],
    ['To know', notes(summary, some ? null : files)],
  ];
  return [
    `# ${asTitle(summary.name) || 'A run'}`,
    asText(describe(experiment), 1000),
    ...sections.flatMap(([heading, text]) => (text === '' ? [] : [`## ${heading}`, text])),
  ]
    .join('\n\n')
    .concat('\n');
}

function trainedOn(summary: Summary): string {
  const { rows, windows, engine, epochsDone, epochs, bestEpoch, sha256, excluded = [] } = summary;
  const { examples } = taskWords(summary);
  const dropped = rows.dropped > 0 ? `, of which ${count(rows.dropped)} were left out` : '';
  const lines = [
    ['File', `${asText(nameOf(summary.file))}, ${count(rows.total)} rows${dropped}`],
    ...(sha256 === '' ? [] : [['SHA-256', sha256]]),
    ['To learn from', `${count(windows.train)} ${examples}`],
    ...(windows.validation > 0 ? [['To watch', `${count(windows.validation)} ${examples}`]] : []),
    ...(windows.test > 0 ? [['To judge', `${count(windows.test)} ${examples}`]] : []),
    ...excluded.map((one) => ['Left out', `${count(one.count)} ${asText(exclusionWords(one), 300)}`]),
    ['Parameters', count(summary.parameters)],
    [
      'Epochs',
      `${count(epochsDone)} of ${count(epochs)}${bestEpoch === null ? '' : `, the best was ${count(bestEpoch)}`}`,
    ],
    ...(engine.name === '' ? [] : [['Engine', asText(`${engine.name}, ${engine.backend}`)]]),
    ['Begun', summary.started],
  ];
  return lines.map(([what, value]) => `- ${what}: ${value}`).join('\n');
}

/**
 * What the run has to say, and the libraries that no program was written for.
 * @param files null where it does not matter which ones are there
 */
function notes({ notes: told, file, fileChanged, state, error }: Summary, files: readonly string[] | null): string {
  const there = codeTargets.filter((target) => files?.includes(programPath(target)));
  const missing = there.length === 0 ? [] : codeTargets.filter((target) => !there.includes(target));
  const all = [
    ...(state === 'stopped' ? ['The run was stopped before its last epoch.'] : []),
    ...(error ? [`The run failed: ${error.message}`] : []),
    ...(fileChanged ? ['The file changed while the network was trained on it.'] : []),
    ...told,
    ...missing
      .map((target) => targetFiles[target].label)
      .filter((label) => !told.some((note) => note.startsWith(`${label} `)))
      .map((label) => `There is no program for ${label}.`),
  ];
  if (files?.includes(programPath('tfjs')) && !files.includes(browserPagePath)) all.push(noPage);
  // Where the file lay on this machine says nothing on another one.
  return all.map((note) => `- ${asText(note.replaceAll(file, nameOf(file)), 1000)}`).join('\n');
}

const noPage =
  'There is no page for the browser: it is written where the network reads numbers or a text alone, and no decoder looks back or reads what it said.';

/** Of a path of any system. */
const nameOf = (file: string): string => path.win32.basename(file) || file;
