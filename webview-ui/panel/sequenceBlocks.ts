import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import type { LayerShape } from '../../src/spec/layers';
import { type Option, checkboxField, numberField, selectField } from '../shared/fields';
import { formatCount } from '../shared/format';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { shapeText } from './layerBlock';

// What networks on text and networks with a decoder have beside their recurrent layers.

const levels: readonly Option[] = [
  { value: 'word', label: 'Words', description: 'Texts of one language; needs many of them.' },
  { value: 'character', label: 'Characters', description: 'Names, music, sums: spelling matters.' },
];
const modes: readonly Option[] = [
  { value: 'repeat', label: 'Repeat the summary', description: 'The encoder’s end goes into every step.' },
  { value: 'autoregressive', label: 'Feed back', description: 'Each step reads what the step before has said.' },
];

/** How texts are cut into tokens. */
export function tokensBlock(store: PageStore, { model }: Experiment): TemplateResult | typeof nothing {
  if (!model.tokens) return nothing;
  return html`<div class="fields">
    ${selectField(store, { path: 'model.tokens.level', label: 'Read by', explanation: terms.level, options: levels })}
    ${numberField(store, {
      path: 'model.tokens.vocabulary',
      label: 'Vocabulary',
      explanation: terms.vocabulary,
      kind: 'count',
      digits: 7,
      unit: 'tokens',
      step: 100,
    })}
    ${numberField(store, {
      path: 'model.tokens.maxLength',
      label: 'Longest text',
      explanation: terms.maxLength,
      kind: 'count',
      digits: 7,
      unit: 'tokens',
    })}
    ${checkboxField(store, { path: 'model.tokens.lowercase', label: 'Upper and lower case alike', explanation: terms.lowercase })}
  </div>`;
}

/** A vector that is learned for each token, or for each value of a category, or a one at its place. */
export function embeddingBlock(store: PageStore, { model, data }: Experiment): TemplateResult | typeof nothing {
  const { embedding, tokens } = model;
  const read = [...data.inputs, ...data.static, ...data.known];
  const categories = (store.state?.profile?.columns ?? []).filter(
    ({ name, kind }) => kind === 'categorical' && read.includes(name),
  );
  if (!tokens && categories.length === 0 && !embedding) return nothing;
  return html`<li class="layer">
    ${layerHead('Embedding', terms.embedding, embedding ? store.layers.find(({ kind }) => kind === 'embedding') : undefined, store.about)}
    <div class="fields">
      ${checkboxField(store, {
        path: 'model.embedding',
        label: tokens ? 'Learn a vector for each token' : 'Learn a vector for each category',
        explanation: terms.embedding,
        value: embedding !== null,
        change: (on) => store.edit('model.embedding', on ? { units: tokens ? 32 : 8 } : null),
      })}
      ${
        embedding
          ? numberField(store, {
              path: 'model.embedding.units',
              label: 'Units',
              explanation: terms.embeddingUnits,
              kind: 'count',
              digits: 5,
            })
          : nothing
      }
    </div>
  </li>`;
}

/** How the decoder works; its layers follow. */
export function decoderBlock(store: PageStore, draft: Experiment): TemplateResult | typeof nothing {
  const { decoder } = draft.model;
  if (!decoder) return nothing;
  const translates = draft.task === 'translate';
  const own = store.layers.filter(({ kind }) => kind === 'embedding')[1];
  return html`<li class="layer">
    ${layerHead('Decoder', terms.decoder, own, store.about)}
    <div class="fields" id="field-model-decoder" tabindex="-1">
      ${translates ? nothing : selectField(store, { path: 'model.decoder.mode', label: 'Each step reads', explanation: terms.decoderMode, options: modes })}
      ${checkboxField(store, {
        path: 'model.decoder.attention',
        label: 'Attention',
        explanation: terms.attention,
        value: decoder.attention !== null,
        change: (on) => store.edit('model.decoder.attention', on ? 'luong' : null),
      })}
      ${
        translates
          ? numberField(store, {
              path: 'model.decoder.beam',
              label: 'Beam',
              explanation: terms.beam,
              kind: 'count',
              digits: 4,
            })
          : nothing
      }
    </div>
  </li>`;
}

/** The dense layer that attention adds. */
export function attentionBlock(store: PageStore, { model }: Experiment): TemplateResult | typeof nothing {
  if (!model.decoder?.attention) return nothing;
  const shape = store.layers.find(({ kind }) => kind === 'attention');
  return html`<li class="layer">${layerHead('Attention', terms.attention, shape, false)}</li>`;
}

function layerHead(name: string, explanation: string, shape: LayerShape | undefined, about: boolean): TemplateResult {
  const words = shape
    ? `→ ${shapeText(shape.outputShape)} · ${about ? 'about ' : ''}${formatCount(shape.parameters)}`
    : '';
  return html`<div class="layer-head">
    <span class="layer-name" title=${explanation}>${name}</span>
    <span class="layer-shape" title="Output shape, and how many values training changes">${words}</span>
  </div>`;
}
