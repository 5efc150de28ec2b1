import { type CodeTarget, codeTargets, targetFiles } from '../../spec/codeTargets';

/** How each program is run, as its own first lines say it. */
export function howToRun(programs: Readonly<Partial<Record<CodeTarget, string>>>): string {
  const lines = codeTargets.flatMap((target) => {
    const text = programs[target];
    return text === undefined ? [] : [`**${targetFiles[target].label}**`, fenced(commands(target, text))];
  });
  const begins =
    'Each program reads the CSV itself and trains; with `--weights` it takes the weights of this run instead.';
  return lines.length === 0 ? '' : [begins, ...lines].join('\n\n');
}

function commands(target: CodeTarget, text: string): string[] {
  const { file } = targetFiles[target];
  const needs = /\b(pip install [A-Za-z0-9_ .-]+?) *(?:$|[\\"`\n])/m.exec(text)?.[1];
  switch (target) {
    case 'keras':
    case 'pytorch':
      return ['cd code', ...(needs ? [needs] : []), `python ${file} --weights`];
    case 'tfjs':
      return ['cd code', 'npm install', `node ${file} --weights`];
    case 'notebook':
      return ['cd code', ...(needs ? [`${needs} notebook`] : []), `jupyter notebook ${file}`];
  }
}

const fenced = (lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');
