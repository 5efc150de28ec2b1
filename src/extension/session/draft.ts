import { l10n } from 'vscode';

import type { ProposeParams } from '../../protocol/webview';
import { UserError } from '../../spec/errors';
import type { Experiment } from '../../spec/experiment';
import type { DataProfile } from '../../spec/profile';
import { type CheckedDraft, checkDraft, noDraft } from './checkDraft';
import { type Proposal, proposalFor } from './proposal';

/** The experiment that is trained next: proposed for the file, taken over from a run, or as the user has changed it. */
export class Draft {
  private current: Experiment | null = null;
  /** By the user, so neither a better profile nor a run replaces it. */
  private edited = false;
  private found: CheckedDraft = noDraft;
  private reasons: readonly string[] = [];

  /** @param engine what a proposal trains with */
  constructor(private readonly engine: () => Experiment['engine']) {}

  /** The newest that has the form of an experiment; null before anything is known. */
  get experiment(): Experiment | null {
    return this.current;
  }

  /** What is wrong with the newest, and the shapes of its layers. */
  get checked(): CheckedDraft {
    return this.found;
  }

  /** Why it is proposed so; empty where it is not. */
  get why(): readonly string[] {
    return this.reasons;
  }

  get dateOrder(): Experiment['data']['dateOrder'] {
    return this.current?.data.dateOrder ?? null;
  }

  /** Takes a page's draft, whatever it is. */
  edit(draft: unknown, profile: DataProfile | null): CheckedDraft {
    this.edited = true;
    this.reasons = [];
    this.found = checkDraft(draft, profile);
    if (this.found.experiment) this.current = this.found.experiment;
    return this.found;
  }

  /** Another task for this file: proposed anew. @throws UserError before the file is read */
  propose({ task, target }: ProposeParams, profile: DataProfile | null): void {
    if (!profile)
      throw new UserError(l10n.t('The file is still being read.'), l10n.t('Wait until its columns are known.'));
    this.edited = true;
    this.take(proposalFor(profile, { task, target }), profile);
  }

  /** The file was read: what the user or a run has made of the draft stays, else a better profile gives a better proposal. */
  useProfile(profile: DataProfile, ofRun: boolean): void {
    if (this.current && (this.edited || ofRun)) this.use(this.current, profile);
    else this.take(proposalFor(profile), profile);
  }

  /** Goes on from the experiment of a run, unless the user has begun another one. */
  useRun(experiment: Experiment, profile: DataProfile | null): void {
    if (this.edited) return;
    this.reasons = [];
    this.use(experiment, profile);
  }

  private take({ experiment, why }: Proposal, profile: DataProfile): void {
    this.use({ ...experiment, engine: this.engine() }, profile);
    this.reasons = why;
  }

  private use(experiment: Experiment, profile: DataProfile | null): void {
    this.current = experiment;
    this.found = checkDraft(experiment, profile);
  }
}
