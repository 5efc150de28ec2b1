import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { AttentionFile } from '../../../src/spec/scores';
import { formatShare } from '../../shared/format';
import { memoized } from '../../shared/memoized';
import { styleProperties } from '../../shared/styleProperties';
import { terms } from '../../shared/terms';

type Example = AttentionFile['examples'][number];

/** Where the decoder looked as it said each token: a row a token said, a column a token read. */
@customElement('lab-attention')
export class AttentionView extends LitElement {
  @property({ attribute: false }) examples: readonly Example[] = [];
  @state() private shown = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const example = this.examples[this.shown] ?? this.examples[0];
    if (!example) return nothing;
    const options = this.examples.map(({ source }, i) => ({ value: String(i), label: joined(source) }));
    return html`<figure class="attention">
      <figcaption>
        <h2 title=${terms.attention}>Attention</h2>
        <div class="controls">
          ${
            options.length > 1
              ? html`<vscode-single-select
                  .label=${'Example shown'}
                  .options=${memoized(options)}
                  .value=${String(this.shown)}
                  @change=${(event: Event) => {
                    this.shown = Number((event.currentTarget as VscodeSingleSelect).value);
                  }}
                ></vscode-single-select>`
              : nothing
          }
        </div>
      </figcaption>
      ${heatMap(example)}
      <p class="note">How much each token read (columns) counted as each token was said (rows), in per cent.</p>
    </figure>`;
  }
}

/** Words with blanks between them; characters as they are written. */
function joined(tokens: readonly string[]): string {
  const isWritten = tokens.every((token) => [...segmenter.segment(token)].length === 1);
  return tokens.join(isWritten ? '' : ' ');
}

const segmenter = new Intl.Segmenter();

function heatMap({ source, target, weights }: Example): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Attention">
    <table class="data matrix">
      <thead>
        <tr>
          <td class="corner"><span>Said ↓</span> <span>Read →</span></td>
          ${source.map((token) => html`<th scope="col">${visible(token)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${target.map(
          (token, i) =>
            html`<tr>
              <th scope="row">${visible(token)}</th>
              ${source.map((from, j) => {
                const weight = weights[i]?.[j] ?? 0;
                return html`<td
                  class="right"
                  title="“${visible(token)}” looked ${formatShare(weight)} at “${visible(from)}”"
                  ${styleProperties({ '--share': String(weight) })}
                >
                  ${Math.round(weight * 100)}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A blank would be an empty heading. */
const visible = (token: string): string => (token.trim() === '' ? '␣' : token);
