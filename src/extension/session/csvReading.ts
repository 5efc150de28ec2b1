import fs from 'node:fs';

import type { PanelState } from '../../protocol/webview';
import type { ErrorReport } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { DataProfile } from '../../spec/profile';
import type { TrainerProcess } from '../trainer/trainerProcess';
import type { SessionHost } from './host';
import { noted } from './noted';
import { tooShortCodes } from './problems';

/** Fewer rows give no training window and no row to test on. */
const fewestRows = 5;
/** While a large file is read the page gets its state this often; each holds the columns and a plot. */
const progressMs = 200;

type DateOrder = Experiment['data']['dateOrder'];

/** What is known of a CSV: a preview of its head at once, the whole file from a process of its own soon after. */
export class CsvReading {
  phase: 'reading' | 'ready' | 'tooShort' | 'failed' = 'reading';
  profile: DataProfile | null = null;
  progress: PanelState['reading'] = null;
  error: ErrorReport | null = null;
  /** How the dates of the profile were read. */
  dateOrder: DateOrder = null;
  private generation = 0;
  /** Size and time of change of the file as it was when it was read last. */
  private version = '';
  private profiler: TrainerProcess | null = null;
  private progressedMs = -Infinity;

  constructor(
    private readonly file: string,
    private readonly host: SessionHost,
    private readonly listeners: {
      /** The columns are known, or known better. */
      onProfile(profile: DataProfile): void;
      onChange(): void;
    },
  ) {}

  /** Reads the file; a reading that is under way ends. Never throws: what is wrong is in `error`. */
  async read(dateOrder: DateOrder): Promise<void> {
    const generation = ++this.generation;
    const outdated = (): boolean => generation !== this.generation;
    this.profiler?.kill();
    this.phase = 'reading';
    this.progress = null;
    this.error = null;
    this.dateOrder = dateOrder;
    this.version = versionOf(this.file);
    this.listeners.onChange();
    try {
      const { previewCsv } = await import(/* webpackMode: "eager" */ '../../data/preview');
      // The head alone can look wrong (one very long row fills it); only the whole file decides.
      const preview = await previewCsv(this.file).catch(() => null);
      if (outdated()) return;
      if (preview !== null) this.take(preview);
      const profile = await this.profileWhole(dateOrder);
      if (outdated()) return;
      this.phase = profile.rows < fewestRows ? 'tooShort' : 'ready';
      this.take(profile);
    } catch (error) {
      if (outdated()) return;
      this.error = noted(error, this.host.log);
      this.phase = this.error.code && tooShortCodes.has(this.error.code) ? 'tooShort' : 'failed';
    }
    this.progress = null;
    this.listeners.onChange();
  }

  /** True when the file is another than the one read: file systems also tell of changes that are long known. */
  get isOutdated(): boolean {
    return versionOf(this.file) !== this.version;
  }

  dispose(): void {
    this.generation++;
    this.profiler?.kill();
  }

  private take(profile: DataProfile): void {
    this.profile = profile;
    this.listeners.onProfile(profile);
  }

  private async profileWhole(dateOrder: DateOrder): Promise<DataProfile> {
    const trainer = this.host.startTrainer();
    this.profiler = trainer;
    try {
      return await trainer.profile({ file: this.file, dateOrder }, (progress) => {
        this.progress = progress;
        if (performance.now() - this.progressedMs < progressMs) return;
        this.progressedMs = performance.now();
        this.listeners.onChange();
      });
    } finally {
      trainer.kill();
      if (this.profiler === trainer) this.profiler = null;
    }
  }
}

function versionOf(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs}` : '';
}
