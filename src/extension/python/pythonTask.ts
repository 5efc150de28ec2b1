import path from 'node:path';

import {
  l10n,
  ProcessExecution,
  Task,
  type TaskExecution,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
} from 'vscode';

import { UserError } from '../../spec/errors';

/** VS Code replaces `${…}` in what tasks are made of, `${command:…}` even by what a command answers. */
const variable = '${';

/** Runs the program whose path is told in hexadecimal, as `python FILE` would. */
const bootstrap =
  'import os, runpy, sys; file = bytes.fromhex(sys.argv.pop(1)).decode(); os.chdir(os.path.dirname(file)); ' +
  'sys.argv[0] = file; sys.path[0] = os.path.dirname(file); runpy.run_path(file, run_name="__main__")';

/**
 * Arguments that make Python run a program in its folder. No shell reads them, and nothing of a path is ever replaced.
 * @param program absolute path
 */
export function programArguments(program: string, options: readonly string[]): { args: string[]; cwd?: string } {
  if (!program.includes(variable)) return { args: [path.basename(program), ...options], cwd: path.dirname(program) };
  return { args: ['-c', bootstrap, Buffer.from(program, 'utf8').toString('hex'), ...options] };
}

/** Starts Python in the terminal, without a shell in between; what it prints stays when it has ended. */
export async function startPython(
  name: string,
  executable: string,
  { args, cwd }: { args: string[]; cwd?: string },
): Promise<TaskExecution> {
  if (executable.includes(variable)) {
    throw new UserError(
      l10n.t('VS Code would replace a part of the path of this Python: {0}', executable),
      l10n.t('Choose a Python in another folder, or run the program in a terminal of your own.'),
      { code: 'python/path', file: executable },
    );
  }
  const task = new Task(
    { type: 'sequence-lab' },
    TaskScope.Workspace,
    name,
    'Sequence Lab',
    new ProcessExecution(executable, args, cwd === undefined ? {} : { cwd }),
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, clear: true };
  return tasks.executeTask(task);
}

/**
 * Starts Python as `startPython` does, and waits until it has ended.
 * @returns the exit status; null where it was ended from outside
 */
export async function runPython(...[name, executable, how]: Parameters<typeof startPython>): Promise<number | null> {
  const ended = new Map<TaskExecution, number | null>();
  let check = (): void => undefined;
  // A process may be over before its start is told.
  const listeners = [
    tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      ended.set(execution, exitCode ?? null);
      check();
    }),
    tasks.onDidEndTask(({ execution }) => {
      if (!ended.has(execution)) ended.set(execution, null);
      // The status of a process comes beside this, in either order.
      setTimeout(() => check(), 100);
    }),
  ];
  try {
    const execution = await startPython(name, executable, how);
    return await new Promise((resolve) => {
      check = () => {
        const status = ended.get(execution);
        if (status !== undefined) resolve(status);
      };
      check();
    });
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}
