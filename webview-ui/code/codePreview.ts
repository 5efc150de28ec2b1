import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';

import type { CodeParams, CodeResult } from '../../src/protocol/webview';
import { type CodeTarget, codeTargets, targetFiles } from '../../src/spec/codeTargets';
import type { Experiment } from '../../src/spec/experiment';
import { plural } from '../shared/format';
import { changedLines } from './changedLines';
import { type Token, highlight } from './highlight';
import { tabList } from './tabList';

/** A pause in typing: what is half typed is not worth a program. */
const pauseMs = 200;
/** Waiting that is longer than this is said. */
const patienceMs = 300;
/** How long changed lines are marked. */
const markedMs = 2500;

type Piece = CodeResult['pieces'][number];

/** The program that a run of the form will leave, letter by letter. It follows the form; what has changed is marked for a moment. */
@customElement('lab-code-preview')
export class CodePreview extends LitElement {
  @property({ attribute: false }) draft: Experiment | null = null;
  /** What else the program depends on: another file, or one that is known better. */
  @property() fileKey = '';
  @property() target: CodeTarget = 'keras';
  @property({ attribute: false }) ask: (params: CodeParams) => Promise<CodeResult> = () => Promise.reject(new Error());
  @property({ attribute: false }) choose: (target: CodeTarget) => void = () => undefined;
  @state() private pieces: readonly Piece[] = [];
  @state() private refused: CodeResult['refused'] = null;
  @state() private waiting = false;
  @state() private marked: ReadonlySet<number> = new Set();
  @state() private copied: 'yes' | 'no' | null = null;
  @query('.code-lines') private box!: HTMLElement | null;
  #asked = '';
  /** What is shown is of this library. */
  #shown: CodeTarget | null = null;
  #request = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #mark: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const timer of [this.#pause, this.#patience, this.#mark]) clearTimeout(timer);
    this.#asked = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('draft') && !changed.has('target') && !changed.has('fileKey')) return;
    const { draft, target } = this;
    const key = JSON.stringify([target, this.fileKey, draft]);
    if (!draft || key === this.#asked) return;
    this.#asked = key;
    clearTimeout(this.#pause);
    const now = this.#shown !== target;
    this.#pause = setTimeout(() => void this.#load({ draft, target }), now ? 0 : pauseMs);
  }

  async #load(params: CodeParams & { target: CodeTarget }): Promise<void> {
    const request = ++this.#request;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => (this.waiting = true), patienceMs);
    const { pieces, refused } = await this.ask(params);
    // A newer one is on its way.
    if (request !== this.#request) return;
    clearTimeout(this.#patience);
    this.waiting = false;
    const before = this.#shown === params.target ? linesOf(this.pieces) : [];
    const after = linesOf(pieces);
    this.#shown = params.target;
    this.copied = null;
    this.refused = refused;
    // What was there stays while the form has a mistake.
    if (refused && before.length > 0) return;
    this.pieces = pieces;
    this.#markLines(before.length > 0 ? changedLines(before, after) : []);
  }

  #markLines(lines: readonly number[]): void {
    clearTimeout(this.#mark);
    this.marked = new Set(lines);
    if (lines.length === 0) return;
    this.#mark = setTimeout(() => (this.marked = new Set()), markedMs);
    // What a program says of itself changes with most of it: what it does is looked for first.
    const program = this.pieces.flatMap(({ language, text }) => highlighted(language, text));
    const shown = lines.find((line) => program[line]?.some(isCode)) ?? lines[0] ?? 0;
    void this.updateComplete.then(() => this.#bringIntoView(shown));
  }

  /** Within the box only: the page stays where it is. Who reads in the box is left alone. */
  #bringIntoView(line: number): void {
    const { box } = this;
    const element = box?.querySelectorAll<HTMLElement>('.code-line')[line];
    if (!box || !element || box.contains(document.activeElement)) return;
    const top = element.offsetTop;
    if (top >= box.scrollTop && top + element.offsetHeight <= box.scrollTop + box.clientHeight) return;
    box.scrollTop = top - box.clientHeight / 3;
  }

  async #copy(): Promise<void> {
    const code = this.pieces.filter(({ language }) => language !== 'markdown').map(({ text }) => text);
    this.copied = await navigator.clipboard.writeText(code.join('\n\n')).then(
      () => 'yes',
      () => 'no',
    );
  }

  protected override render(): TemplateResult {
    const { target, refused, pieces } = this;
    const { label, file } = targetFiles[target];
    return html`<div class="code-head">
        ${tabList({
          label: 'Library',
          panel: 'code-panel',
          tabs: codeTargets.map((name) => ({ value: name, label: targetFiles[name].label })),
          value: target,
          choose: (name) => this.choose(name),
        })}
        <button
          class="icon-button"
          title="Copy the code"
          aria-label="Copy the code"
          ?disabled=${pieces.length === 0}
          @click=${() => void this.#copy()}
        >
          <span class="codicon codicon-${this.copied === 'yes' ? 'check' : 'copy'}" aria-hidden="true"></span>
        </button>
      </div>
      <div id="code-panel" role="tabpanel" aria-labelledby="tab-${target}">
        ${
          refused
            ? html`<p class="code-refused">
                <span class="codicon codicon-info" aria-hidden="true"></span
                ><span>${refused.message} ${refused.hint}</span>
              </p>`
            : nothing
        }
        ${
          pieces.length > 0
            ? html`<div
                class="code-lines ${refused || this.waiting ? 'outdated' : ''}"
                tabindex="0"
                role="region"
                aria-label="${label} program, ${file}"
              >
                ${this.#lines()}
              </div>`
            : nothing
        }
      </div>
      <p class="note code-foot">
        <span>${this.waiting ? 'Writing the program…' : pieces.length > 0 ? footWords(target) : ''}</span>
        <span role="status">${this.#says()}</span>
      </p>`;
  }

  #says(): string {
    if (this.copied === 'yes') return 'Copied.';
    if (this.copied === 'no') return 'It could not be copied: select it in the box.';
    return this.marked.size > 0 ? `${plural(this.marked.size, 'line')} changed.` : '';
  }

  #lines(): TemplateResult[] {
    let place = 0;
    return this.pieces.map(({ language, text }) => {
      const lines = highlighted(language, text);
      const first = place;
      place += lines.length;
      return html`<pre class="code-piece ${language}">
${lines.map((tokens, i) => {
          const marked = this.marked.has(first + i);
          return html`<span class="code-line ${marked ? 'changed' : ''}"
            >${guard([tokens], () => tokens.map(tokenView))}${'\n'}</span
          >`;
        })}</pre>`;
    });
  }
}

const tokenView = ({ kind, text }: Token): TemplateResult | string =>
  kind === null ? text : html`<span class="code-${kind}">${text}</span>`;

const isCode = ({ kind, text }: Token): boolean => kind !== 'string' && kind !== 'comment' && text.trim() !== '';

const footWords = (target: CodeTarget): string =>
  `A run leaves this as code/${targetFiles[target].file}, letter by letter.`;

const linesOf = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap(({ text }) => text.replace(/\n$/, '').split('\n'));

const programs = new Map<string, Token[][]>();
const lines = new Map<string, Token[]>();

/** Lines that are the same as before are the same objects, so that only those that changed are drawn anew. */
function highlighted(language: Piece['language'], text: string): Token[][] {
  const key = `${language} ${text}`;
  const found = programs.get(key);
  if (found) return found;
  // What was shown long ago is coloured again.
  if (programs.size > 40) programs.clear();
  if (lines.size > 5000) lines.clear();
  const program = highlight(language, text.replace(/\n$/, '')).map((tokens) => {
    const name = JSON.stringify(tokens);
    const known = lines.get(name) ?? tokens;
    lines.set(name, known);
    return known;
  });
  programs.set(key, program);
  return program;
}
