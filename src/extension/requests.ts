import fs from 'node:fs';

import { commands, l10n, Uri } from 'vscode';

import type { Openable } from '../protocol/webview';
import { UserError } from '../spec/errors';
import { runFiles } from '../spec/run';
import type { Application } from './application';
import { exportRun } from './commands/exportRun';
import { openProgram } from './commands/openCode';
import { runProgram } from './commands/runProgram';
import { predictCsv } from './commands/predictCsv';
import { trainCsv } from './commands/trainCsv';
import { trySample } from './commands/trySample';
import type { PageRequests } from './messages/page';
import { emptyState } from './session/emptyState';
import type { Session } from './session/session';
import { insideRun, openFile, reveal } from './workspace/open';

/** What a page's requests do: on its session, or on none while no file is chosen. */
export function pageRequests(application: Application, session: () => Session | null, page: object): PageRequests {
  const needed = (): Session => {
    const found = session();
    if (!found) throw new UserError(l10n.t('No CSV is open.'), l10n.t('Open a CSV first.'), { code: 'session/none' });
    return found;
  };
  return {
    state: () => session()?.state ?? emptyState(application.trusted),
    edit: (draft) => {
      const { problems, layers, shapes, about } = needed().edit(draft, page);
      void application.setContext('edited', true);
      return { problems, layers, shapes, about };
    },
    code: (params) => needed().code(params),
    exportRun: async () => void (await exportRun(application, needed().runFolder ?? undefined)),
    runProgram: () => runProgram(application, needed().runFolder ?? undefined),
    train: (draft) => void application.train(needed(), draft),
    stop: () => needed().stop(),
    open: (what, line) => open(application, needed(), what, line),
    predictions: (query) => needed().shown.predictions(query),
    table: (query) => needed().shown.table(query),
    propose: (params) => {
      needed().propose(params);
      void application.setContext('edited', true);
    },
    generate: (params) => needed().shown.generate(params),
    series: (params) => needed().series(params),
    backtest: () => needed().backtest(),
    cancelBacktest: () => needed().shown.cancelBacktest(),
    predict: async () => void (await predictCsv(application, needed().runFolder ?? undefined)),
    cancelPrediction: () => needed().shown.cancelPrediction(),
    inspect: (query) => needed().inspect(query),
    gradients: () => needed().gradients(),
    compare: ({ kind }) => application.compare(needed(), kind),
    chooseFile: () => trainCsv(application),
    trySample: () => trySample(application),
    reload: () => needed().reread(),
  };
}

async function open(application: Application, session: Session, what: Openable, line?: number): Promise<void> {
  switch (what) {
    case 'csv':
      return openFile(session.file, line);
    case 'panel':
      return application.panels.show(session);
    case 'trust':
      return void (await commands.executeCommand('workbench.trust.manage'));
    case 'bestEarlier': {
      const best = session.state.bestEarlier;
      if (best) await session.showRun(best.folder);
      return;
    }
    case 'newPredictions': {
      const { prediction } = session.state;
      if (prediction?.state === 'done') await openFile(prediction.result.file);
      return;
    }
    case 'log':
      return openLog(application, session, line);
    default:
      await openOfRun(application, session, what);
      return application.setContext('resultOpened', true);
  }
}

/** The run's own log where there is one, else what the extension has noted. */
async function openLog(application: Application, session: Session, line?: number): Promise<void> {
  const folder = session.runFolder;
  if (folder !== null && fs.existsSync(`${folder}/${runFiles.log}`)) {
    return openFile(insideRun(folder, runFiles.log), line);
  }
  application.log.show(true);
}

type OfRun = Exclude<Openable, 'csv' | 'newPredictions' | 'panel' | 'trust' | 'bestEarlier' | 'log'>;

async function openOfRun(application: Application, session: Session, what: OfRun): Promise<void> {
  const folder = session.runFolder;
  if (folder === null) throw new UserError(l10n.t('There is no run yet.'), l10n.t('Train a network first.'));
  switch (what) {
    case 'predictions':
    case 'experiment':
    case 'summary':
      return openFile(insideRun(folder, runFiles[what]));
    case 'readme':
      return void (await commands.executeCommand('markdown.showPreview', Uri.file(insideRun(folder, runFiles.readme))));
    case 'model':
      return reveal(insideRun(folder, `${runFiles.model}/model.json`));
    case 'keras':
    case 'pytorch':
    case 'tfjs':
    case 'notebook':
      return openProgram(application, folder, what);
    case 'folder':
      return reveal(insideRun(folder, runFiles.experiment));
  }
}
