import { commands, l10n, window } from 'vscode';

import type { Application } from '../application';
import { copyExperiment } from './copyExperiment';
import { deleteRun } from './deleteRun';
import { exportRun } from './exportRun';
import type { CommandName } from './names';
import { openCode, openCodeFor } from './openCode';
import { predictCsv } from './predictCsv';
import { runProgram } from './runProgram';
import { runTarget, sessionTarget } from './targets';
import { trainCsv } from './trainCsv';
import { trySample } from './trySample';
import { insideRun, openFile, reveal } from '../workspace/open';
import { runFiles } from '../../spec/run';

type Command = (application: Application, ...args: unknown[]) => unknown;

/** What each command does. The first argument is what was clicked, if anything. */
export const commandTable: Record<CommandName, Command> = {
  trainCsv,
  trySample,
  openRun: async (application, clicked) => {
    const run = await runTarget(application, clicked, l10n.t('Open run'));
    // A click in the tree leaves the focus there, so that the arrow keys and Delete go on working.
    if (run) await application.openCsv(run.file, run.folder, clicked !== undefined);
  },
  openPanel: async (application, clicked) => {
    const session = sessionTarget(application, clicked);
    if (session) application.panels.show(session);
    else await trainCsv(application);
  },
  stop: async (application, clicked) => {
    const session = sessionTarget(application, clicked, true);
    if (session?.isTraining) session.stop();
    else await window.showInformationMessage(l10n.t('Nothing is training in this window.'));
  },
  revealRun: async (application, clicked) => {
    const run = await runTarget(application, clicked, l10n.t('Reveal run folder'));
    if (run) await reveal(insideRun(run.folder, runFiles.experiment));
  },
  openPredictions: async (application, clicked) => {
    const run = await runTarget(application, clicked, l10n.t('Open predictions'));
    if (run) await openFile(insideRun(run.folder, runFiles.predictions));
  },
  openCode,
  openCodeFor,
  runProgram,
  exportRun,
  predictCsv,
  copyExperiment,
  deleteRun,
  showLog: (application) => application.log.show(),
  openSettings: (application) =>
    commands.executeCommand('workbench.action.openSettings', `@ext:${application.context.extension.id}`),
  refreshRuns: (application) => application.refreshRuns(),
};
