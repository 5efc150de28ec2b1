import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { ErrorReport } from '../../src/spec/errors';
import type { GradientTrace } from '../../src/spec/inspection';
import { formatCount } from '../shared/format';
import { messageView } from '../shared/message';
import './gradientChart';
import { gradientSentence, lastLayer, layerWords } from './gradientWords';
import { waiting } from './waiting';

/** How far gradients reach back: of the newest epoch that was looked at, or of an earlier one. */
@customElement('lab-gradients')
export class GradientView extends LitElement {
  @property({ attribute: false }) traces: readonly GradientTrace[] = [];
  @property({ type: Boolean }) running = false;
  @property({ type: Boolean }) loading = false;
  @property({ attribute: false }) error: ErrorReport | null = null;
  /** Place of the trace that is shown; null: the newest, also when others come. */
  @state() private chosen: number | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    if (this.chosen !== null && this.chosen >= this.traces.length) this.chosen = null;
  }

  protected override render(): TemplateResult {
    return html`<h3>Vanishing gradients</h3>
      ${this.#content()}`;
  }

  #content(): TemplateResult {
    const { traces, chosen, error } = this;
    if (error) return messageView({ kind: 'error', text: error.message, hint: error.hint });
    const trace = chosen === null ? traces.at(-1) : traces[chosen];
    if (!trace) {
      if (this.loading) return waiting('Reading how far gradients reached…');
      return this.running
        ? waiting('Waiting for the first epoch…')
        : html`<p class="note">
            No gradients were noted for this run. They are while a network trains, but not of one with states that are
            carried on, nor of one so large that it would need much more memory.
          </p>`;
    }
    return html`<p class="says">
        ${trace.layers.length > 1 ? `${lines(trace).at(-1)?.label ?? ''}: ` : ''}${gradientSentence(lastLayer(trace)?.norms ?? [])}
      </p>
      ${traces.length > 1 ? this.#epochChoice(trace) : nothing}
      <lab-gradient-chart .lines=${lines(trace)} .epoch=${trace.epoch}></lab-gradient-chart>`;
  }

  #epochChoice({ epoch }: GradientTrace): TemplateResult {
    const newest = this.traces.length - 1;
    return html`<label class="epoch-choice"
      ><span>After epoch ${formatCount(epoch)}</span>
      <input
        type="range"
        aria-label="Epoch"
        aria-valuetext="Epoch ${formatCount(epoch)}"
        min="0"
        max=${newest}
        .value=${String(this.chosen ?? newest)}
        @input=${(event: Event) => {
          const place = Number((event.currentTarget as HTMLInputElement).value);
          this.chosen = place === newest ? null : place;
        }}
    /></label>`;
  }
}

const made = new WeakMap<GradientTrace, { label: string; norms: readonly (number | null)[] }[]>();

/** The same lines for the same trace: the chart is drawn anew when they are others. */
function lines(trace: GradientTrace): { label: string; norms: readonly (number | null)[] }[] {
  let known = made.get(trace);
  if (!known) {
    known = trace.layers.map(({ name, norms }, i) => ({ label: layerWords(name, i, trace.layers.length), norms }));
    made.set(trace, known);
  }
  return known;
}
