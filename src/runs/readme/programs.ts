import { type CodeTarget, codeTargets, targetFiles } from '../../spec/codeTargets';
import { neededPackages } from '../../spec/neededPackages';
import { browserPagePath } from './fileTable';

/**
 * How each program is run, as its own first lines say it, and how the page is opened.
 * @param files that are there
 */
export function howToRun(programs: Readonly<Partial<Record<CodeTarget, string>>>, files: readonly string[]): string {
  const lines = codeTargets.flatMap((target) => {
    const text = programs[target];
    const needs = target === 'tfjs' ? ', with Node 24 or later' : '';
    return text === undefined ? [] : [`**${targetFiles[target].label}**${needs}`, fenced(commands(target, text))];
  });
  const begins =
    'In a terminal, in the folder `code`. Each program reads the CSV itself and trains; with `--weights` it takes the ' +
    'weights of this run instead.';
  const page = files.includes(browserPagePath) ? howToOpen : [];
  return [...(lines.length === 0 ? [] : [begins, ...lines]), ...page].join('\n\n');
}

function commands(target: CodeTarget, text: string): string[] {
  const { file } = targetFiles[target];
  const packages = neededPackages(text);
  const needs = packages.length > 0 ? `pip install ${packages.join(' ')}` : null;
  switch (target) {
    case 'keras':
    case 'pytorch':
      return [...(needs ? [needs] : []), `python ${file} --weights`];
    case 'tfjs':
      return ['npm install', `node ${file} --weights`];
    case 'notebook':
      return [...(needs ? [`${needs} notebook`] : []), `jupyter notebook ${file}`];
  }
}

/** A page takes files from a server alone. */
const howToOpen = [
  '**In a browser**',
  'In the folder of this file, not in `code`:',
  ['```sh', 'npx http-server', '```'].join('\n'),
  `and open \`http://localhost:8080/${browserPagePath}\`: it predicts what is pasted. Any other web server will do.`,
];

const fenced = (lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');
