import { env, l10n, ProgressLocation, type QuickPickItem, window } from 'vscode';

import { type CodeTarget, codeTargets, isCodeTarget, targetFiles } from '../../spec/codeTargets';
import { UserError } from '../../spec/errors';
import { programPath } from '../../spec/run';
import type { Application } from '../application';
import { pythonCommands } from '../python/interpreter';
import { type Probe, probe } from '../python/probe';
import { programArguments, runPython, startPython } from '../python/pythonTask';
import { shellLine } from '../python/requirements';
import { untrustedCodeError } from '../session/problems';
import { insideRun } from '../workspace/open';
import { hasProgram, rememberedTarget } from './openCode';
import { runTarget } from './targets';

/** A program and how it is to run. */
interface Choice {
  readonly target: CodeTarget;
  /** Options of the program: `--weights` takes the run's weights, none trains anew. */
  readonly options: readonly string[];
}

/**
 * Runs a Python program of a run in the terminal. What its Python lacks is named before, with the line that installs it.
 * @param target and
 * @param weights what to run; the user is asked where it is not told
 */
export async function runProgram(
  application: Application,
  clicked?: unknown,
  target?: unknown,
  weights?: unknown,
): Promise<void> {
  if (!application.trusted) throw untrustedCodeError();
  const run = await runTarget(application, clicked, l10n.t('Run in terminal'));
  if (!run) return;
  const told = isCodeTarget(target) ? { target, options: weights === true ? ['--weights'] : [] } : null;
  const choice = told ?? (await pickProgram(run.folder, rememberedTarget(application)));
  if (!choice) return;
  const file = insideRun(run.folder, programPath(choice.target));
  const python = await window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t('Asking Python what it has…') },
    () => findPython(file),
  );
  if (python.missing.length > 0 && !(await install(python, targetFiles[choice.target].file))) return;
  await startPython(
    `${targetFiles[choice.target].label}: ${run.name}`,
    python.executable,
    programArguments(file, choice.options),
  );
}

async function pickProgram(folder: string, last: CodeTarget | undefined): Promise<Choice | undefined> {
  const programs = codeTargets.filter(
    (target) => targetFiles[target].language === 'python' && hasProgram(folder, target),
  );
  if (programs.length === 0) {
    throw new UserError(
      l10n.t('This run has no Python program.'),
      l10n.t('Its README.md says which files were not written, and why.'),
      { code: 'run/no-file', file: folder },
    );
  }
  const order = [...programs].sort((a, b) => Number(b === last) - Number(a === last));
  const items = order.flatMap((target): (QuickPickItem & Choice)[] => {
    const { label, file } = targetFiles[target];
    return [
      { target, options: [], label: l10n.t('{0}: train anew', label), description: file },
      {
        target,
        options: ['--weights'],
        label: l10n.t('{0}: predict with this run’s weights', label),
        description: `${file} --weights`,
      },
    ];
  });
  return window.showQuickPick(items, { title: l10n.t('Run in terminal'), placeHolder: l10n.t('What Python is to do') });
}

/** @throws UserError when there is no Python 3 */
async function findPython(program: string): Promise<Probe> {
  for (const command of await pythonCommands(program)) {
    const found = await probe(command, program);
    if (found) return found;
  }
  throw new UserError(
    l10n.t('No Python 3 was found.'),
    l10n.t('Install Python, or choose an interpreter in the Python extension.'),
    { code: 'python/none' },
  );
}

/**
 * Says what is missing and offers to install it.
 * @returns whether the program can run now, or the user wants it to run anyway
 */
async function install({ executable, version, missing }: Probe, program: string): Promise<boolean> {
  const args = ['-m', 'pip', 'install', ...missing];
  const inTerminal = l10n.t('Install in terminal');
  const copy = l10n.t('Copy the pip line');
  const anyway = l10n.t('Run anyway');
  const chosen = await window.showWarningMessage(
    l10n.t('{0} needs {1}, which Python {2} ({3}) has not.', program, missing.join(', '), version, executable),
    inTerminal,
    copy,
    anyway,
  );
  if (chosen === copy) await env.clipboard.writeText(shellLine([executable, ...args], process.platform));
  if (chosen !== inTerminal) return chosen === anyway;
  return (await runPython(l10n.t('Install packages'), executable, { args })) === 0;
}
