/** The commands of package.json, without the prefix `sequenceLab.`. */
export const commandNames = [
  'trainCsv',
  'trySample',
  'openRun',
  'openPanel',
  'stop',
  'revealRun',
  'openPredictions',
  'openCode',
  'openCodeFor',
  'runProgram',
  'exportRun',
  'predictCsv',
  'copyExperiment',
  'deleteRun',
  'showLog',
  'openSettings',
  'refreshRuns',
] as const;

export type CommandName = (typeof commandNames)[number];
