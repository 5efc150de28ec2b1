import path from 'node:path';

import { Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';

import type { TrainProgress, TrainSamples } from '../../protocol/trainer';
import type { GradientTrace } from '../../spec/inspection';
import type { SessionHost } from './host';
import { Session } from './session';

/** A file that is written in several steps changes several times; it is read again when it is quiet. */
const quietMs = 400;
/** A run that trains in another window grows all the time; it is shown anew this often. */
const runsMs = 1000;

/** The sessions by CSV, and the one that the sidebar and the commands without a target mean. */
export class Sessions {
  private readonly byFile = new Map<string, { session: Session; disposable: Disposable }>();
  private readonly changed = new EventEmitter<Session>();
  private readonly currentChanged = new EventEmitter<void>();
  private readonly progressed = new EventEmitter<{ session: Session; progress: TrainProgress }>();
  private readonly sampled = new EventEmitter<{ session: Session; samples: TrainSamples }>();
  private readonly traced = new EventEmitter<{ session: Session; trace: GradientTrace }>();
  private currentSession: Session | null = null;
  readonly onDidChange = this.changed.event;
  readonly onDidChangeCurrent = this.currentChanged.event;
  readonly onDidProgress = this.progressed.event;
  readonly onDidSample = this.sampled.event;
  readonly onDidTrace = this.traced.event;

  constructor(private readonly host: SessionHost) {}

  get current(): Session | null {
    return this.currentSession;
  }

  get all(): Session[] {
    return [...this.byFile.values()].map(({ session }) => session);
  }

  get training(): Session[] {
    return this.all.filter((session) => session.isTraining);
  }

  makeCurrent(session: Session | null): void {
    if (this.currentSession === session) return;
    this.currentSession = session;
    this.currentChanged.fire();
  }

  find(file: string): Session | null {
    return this.byFile.get(path.normalize(file))?.session ?? null;
  }

  /** The session of a CSV, made where there is none yet; a new one has to be loaded. */
  obtain(file: string): { session: Session; isNew: boolean } {
    const key = path.normalize(file);
    const known = this.byFile.get(key);
    if (known) return { session: known.session, isNew: false };
    const session = new Session(key, this.host);
    const disposable = Disposable.from(
      session,
      session.onDidChange(() => this.changed.fire(session)),
      session.onDidProgress((progress) => this.progressed.fire({ session, progress })),
      session.onDidSample((samples) => this.sampled.fire({ session, samples })),
      session.onDidTrace((trace) => this.traced.fire({ session, trace })),
      this.watchFile(session),
      this.watchRuns(session),
    );
    this.byFile.set(key, { session, disposable });
    return { session, isNew: true };
  }

  /** Lets a session go whose panel was closed; one that trains goes on, and the sidebar keeps its current one. */
  release(session: Session): void {
    session.endInspection();
    if (session.isTraining || session === this.currentSession) return;
    this.byFile.get(session.file)?.disposable.dispose();
    this.byFile.delete(session.file);
  }

  dispose(): void {
    for (const { disposable } of this.byFile.values()) disposable.dispose();
    this.byFile.clear();
    this.changed.dispose();
    this.currentChanged.dispose();
    this.progressed.dispose();
    this.sampled.dispose();
    this.traced.dispose();
  }

  private watchFile(session: Session): Disposable {
    const folder = Uri.file(path.dirname(session.file));
    const pattern = new RelativePattern(folder, escapeGlob(path.basename(session.file)));
    return watch(pattern, { quiet: true, ms: quietMs }, () => void session.rereadIfChanged());
  }

  private watchRuns(session: Session): Disposable {
    const root = Uri.file(this.host.settings(session.file).outputFolder);
    const pattern = new RelativePattern(root, '*/{summary.json,metrics.jsonl}');
    return watch(pattern, { quiet: false, ms: runsMs }, () => void session.rereadRuns());
  }
}

/** Calls `react` after a change: once it was quiet for a while, or at regular times while it is not. */
function watch(pattern: RelativePattern, { quiet, ms }: { quiet: boolean; ms: number }, react: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(pattern);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    if (quiet) clearTimeout(timer);
    else if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      react();
    }, ms);
  };
  return Disposable.from(
    watcher,
    watcher.onDidChange(later),
    watcher.onDidCreate(later),
    watcher.onDidDelete(later),
    new Disposable(() => clearTimeout(timer)),
  );
}

/** File names may hold glob characters, which stand for themselves in brackets. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, (character) => `[${character}]`);
}
