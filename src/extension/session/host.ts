import type { LogOutputChannel } from 'vscode';

import type { Settings } from '../workspace/settings';
import type { TrainerProcess } from '../trainer/trainerProcess';

/** What a session needs of the extension around it. */
export interface SessionHost {
  readonly log: LogOutputChannel;
  startTrainer(): TrainerProcess;
  /** Settings as they hold for this CSV. */
  settings(file: string): Settings;
  trusted(): boolean;
  /** A run began or ended: the tree reads the disk again. */
  runsChanged(): void;
}
