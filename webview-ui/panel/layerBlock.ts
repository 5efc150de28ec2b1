import { type TemplateResult, html, nothing } from 'lit';

import {
  type Activation,
  type DenseLayer,
  type Experiment,
  type RecurrentLayer,
  activations,
  merges,
} from '../../src/spec/experiment';
import { type LayerShape, cellLabels } from '../../src/spec/layers';
import { type Option, checkboxField, numberField, selectField } from '../shared/fields';
import { formatCount } from '../shared/format';
import {
  type LayerList,
  canMove,
  canRemove,
  layersOf,
  listPath,
  withLayerDragged,
  withLayerField,
  withLayerMoved,
  withLayerRemoved,
} from '../shared/layerEdits';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { sectionView } from './section';
import { cellOptions } from './sentence';

const activationOptions: readonly Option<Activation>[] = activations.map((value) => ({ value, label: value }));
const mergeLabels = { concat: 'Side by side', sum: 'Sum', mul: 'Product', ave: 'Mean' } as const;
const mergeOptions: readonly Option[] = merges.map((value) => ({ value, label: mergeLabels[value] }));

/** `12 × 32`: time steps × units; `32`: one vector. */
export function shapeText(shape: readonly number[]): string {
  return shape.map(formatCount).join(' × ');
}

/** The block that is being dragged, as long as it is. */
let dragged: { list: LayerList; index: number } | null = null;

export function layerBlock(
  store: PageStore,
  draft: Experiment,
  list: LayerList,
  index: number,
  shape: LayerShape | undefined,
): TemplateResult {
  const layer = layersOf(draft, list, store.shapes)[index] as RecurrentLayer | DenseLayer;
  const name = 'cell' in layer ? `${layer.bidirectional ? 'Bidirectional ' : ''}${cellLabels[layer.cell]}` : 'Dense';
  const move = (by: 1 | -1): void => {
    const current = store.draft ?? draft;
    if (!canMove(current, list, index, by)) return;
    store.replaceDraft(withLayerMoved(current, list, index, by), listPath(list));
    followLayer(list, index, index + by);
  };
  const remove = (): void => {
    store.replaceDraft(withLayerRemoved(store.draft ?? draft, list, index), listPath(list));
    document.querySelector<HTMLElement>('.add vscode-button')?.focus();
  };
  const key = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (!event.altKey || by === null) return;
    event.preventDefault();
    move(by);
  };
  const movable = canMove(draft, list, index, 1) || canMove(draft, list, index, -1);
  const drop = (event: DragEvent): void => {
    if (dragged?.list !== list) return;
    event.preventDefault();
    const from = dragged.index;
    dragged = null;
    const output = list === 'dense' ? layersOf(draft, list, store.shapes).length - 1 : -1;
    if (from !== index && index !== output)
      store.replaceDraft(withLayerDragged(store.draft ?? draft, list, from, index), listPath(list));
  };
  return html`<li
    class="layer ${list}"
    @keydown=${key}
    @dragover=${(event: DragEvent) => dragged?.list === list && event.preventDefault()}
    @drop=${drop}
  >
    <div
      class="layer-head"
      draggable=${movable ? 'true' : 'false'}
      @dragstart=${(event: DragEvent) => {
        dragged = { list, index };
        event.dataTransfer?.setData('text/plain', name);
      }}
      @dragend=${() => (dragged = null)}
    >
      <span class="layer-name">${name}</span>
      <span class="layer-shape" title="Output shape, and how many values training changes"
        >${shape ? `→ ${shapeText(shape.outputShape)} · ${formatCount(shape.parameters)}` : ''}</span
      >
      <span class="layer-actions">
        ${action('arrow-up', 'up', `Move ${name} up (Alt+Up)`, canMove(draft, list, index, -1), () => move(-1))}
        ${action('arrow-down', 'down', `Move ${name} down (Alt+Down)`, canMove(draft, list, index, 1), () => move(1))}
        ${action('close', 'remove', `Remove ${name}`, canRemove(draft, list, index), remove)}
      </span>
    </div>
    ${'cell' in layer ? recurrentFields(store, draft, list, layer, index) : denseFields(store, draft, layer, index)}
  </li>`;
}

function action(
  icon: string,
  does: string,
  label: string,
  enabled: boolean,
  run: () => void,
): TemplateResult | typeof nothing {
  return enabled
    ? html`<button class="icon-button" data-does=${does} title=${label} aria-label=${label} @click=${run}>
        <span class="codicon codicon-${icon}" aria-hidden="true"></span>
      </button>`
    : nothing;
}

/** The focus goes with a layer that is moved, to the same control at its new place. */
function followLayer(list: LayerList, from: number, to: number): void {
  const { activeElement } = document;
  const at = listPath(list).replaceAll('.', '-');
  const field = activeElement?.id.replace(`${at}-${from}-`, `${at}-${to}-`);
  const does = activeElement?.getAttribute('data-does');
  // After the next frame, when the layers are drawn in their new order.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const block = document.querySelectorAll(`.layer.${list}`)[to];
      const control = field ? document.getElementById(field) : (block?.querySelector(`[data-does=${does}]`) ?? null);
      const target = control ?? block?.querySelector('[data-does]');
      if (target instanceof HTMLElement) target.focus();
    }),
  );
}

function recurrentFields(
  store: PageStore,
  draft: Experiment,
  list: LayerList,
  layer: RecurrentLayer,
  index: number,
): TemplateResult {
  const at = `${listPath(list)}.${index}`;
  const fitting = (name: string) => (value: unknown) =>
    store.replaceDraft(withLayerField(store.draft ?? draft, list, index, { [name]: value }));
  const gated = layer.cell !== 'simple_rnn';
  const share = { kind: 'number', digits: 5, step: 0.05 } as const;
  return html`<div class="fields">
      ${selectField(store, { path: `${at}.cell`, label: 'Cell', explanation: terms.cell, options: cellOptions, change: fitting('cell') })}
      ${numberField(store, { path: `${at}.units`, label: 'Units', explanation: terms.units, kind: 'count', digits: 5, change: fitting('units') })}
      ${selectField(store, { path: `${at}.activation`, label: 'Activation', explanation: terms.activation, options: activationOptions })}
    </div>
    ${sectionView(
      store,
      {
        id: `${list === 'decoder' ? 'decoder-' : ''}layer-${index}`,
        heading: 'More',
        level: 3,
        paths: ['recurrentActivation', 'merge', 'dropout', 'recurrentDropout'].map((name) => `${at}.${name}`),
      },
      () =>
        html`<div class="fields">
          ${
            gated
              ? selectField(store, {
                  path: `${at}.recurrentActivation`,
                  label: 'Gate activation',
                  explanation: terms.recurrentActivation,
                  options: activationOptions,
                })
              : nothing
          }
          ${
            list === 'decoder' || draft.task === 'generate'
              ? nothing
              : checkboxField(store, {
                  path: `${at}.bidirectional`,
                  label: 'Bidirectional',
                  explanation: terms.bidirectional,
                  change: fitting('bidirectional'),
                })
          }
          ${
            layer.bidirectional
              ? selectField(store, {
                  path: `${at}.merge`,
                  label: 'Merge',
                  explanation: terms.merge,
                  options: mergeOptions,
                  change: fitting('merge'),
                })
              : nothing
          }
          ${
            layer.cell === 'gru'
              ? checkboxField(store, { path: `${at}.resetAfter`, label: 'Reset after', explanation: terms.resetAfter })
              : nothing
          }
          ${numberField(store, { path: `${at}.dropout`, label: 'Dropout', explanation: terms.dropout, ...share })}
          ${numberField(store, {
            path: `${at}.recurrentDropout`,
            label: 'Recurrent dropout',
            explanation: terms.recurrentDropout,
            ...share,
          })}
        </div>`,
    )}`;
}

/** The default head is written out as soon as it is edited; that of classes follows from the data, and is not. */
function denseFields(
  store: PageStore,
  draft: Experiment,
  layer: DenseLayer,
  index: number,
): TemplateResult | typeof nothing {
  const ofClasses = store.shapes?.classes !== undefined;
  if (ofClasses && index === layersOf(draft, 'dense', store.shapes).length - 1) {
    const text =
      layer.activation === 'sigmoid'
        ? 'The probability of the second class'
        : `A probability for each ${draft.task === 'translate' || draft.task === 'generate' ? 'token' : 'class'}`;
    return html`<p class="note" title=${terms.softmax}>${text} (${layer.activation})</p>`;
  }
  const at = `model.dense.${index}`;
  const change = (fields: object): void =>
    store.replaceDraft(withLayerField(store.draft ?? draft, 'dense', index, fields));
  return html`<div class="fields">
    ${numberField(store, {
      path: `${at}.units`,
      label: 'Units',
      explanation: terms.units,
      kind: 'count',
      digits: 5,
      value: layer.units,
      change: (units) => change({ units }),
    })}
    ${selectField(store, {
      path: `${at}.activation`,
      label: 'Activation',
      explanation: terms.activation,
      options: activationOptions,
      value: layer.activation,
      change: (activation) => change({ activation }),
    })}
  </div>`;
}
