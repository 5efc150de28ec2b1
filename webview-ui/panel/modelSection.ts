import { type TemplateResult, html, nothing } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import { presets } from '../../src/spec/presets';
import { type Option, problemLines, selectField } from '../shared/fields';
import { formatCount } from '../shared/format';
import {
  type LayerList,
  layersOf,
  withDecoderLayerAdded,
  withDenseAdded,
  withRecurrentAdded,
} from '../shared/layerEdits';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { attentionBlock, decoderBlock, embeddingBlock, tokensBlock } from './sequenceBlocks';
import { layerBlock, shapeText } from './layerBlock';
import { sectionView } from './section';
import { topologyChoice } from './topologyChoice';

const presetOptions: readonly Option[] = [
  { value: 'none', label: 'Choose…' },
  ...presets.map(({ id, label, description }) => ({ value: id, label, description })),
];

/** The network, first layer on top: blocks with output shape and parameters, edited in place. */
export function modelSection(store: PageStore, draft: Experiment): TemplateResult {
  const parameters = store.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return sectionView(
    store,
    {
      id: 'model',
      heading: 'Model',
      description: `${store.about ? 'about ' : ''}${formatCount(parameters)} parameters`,
      openByDefault: true,
      paths: ['model', 'window.timeSteps', 'window.strategy'],
      locked: true,
    },
    () => content(store, draft),
  );
}

function content(store: PageStore, draft: Experiment): TemplateResult {
  const [input] = store.layers;
  const decodes = draft.model.decoder !== null;
  return html`
    ${topologyChoice(store, draft)} ${draft.task === 'forecast' ? presetField(store, draft) : nothing}
    <ol class="layer-list">
      <li class="layer input">
        <div class="layer-head">
          <span class="layer-name" title=${terms.input}>Input</span>
          <span class="layer-shape" title="Time steps × input columns"
            >${input ? shapeText(input.outputShape) : ''}</span
          >
        </div>
        ${tokensBlock(store, draft)}
      </li>
      ${embeddingBlock(store, draft)} ${blocks(store, draft, 'layers')}
      ${decodes ? decoderBlock(store, draft) : nothing} ${blocks(store, draft, 'decoder')}
      ${attentionBlock(store, draft)} ${blocks(store, draft, 'dense')}
    </ol>
    ${problemLines([...store.problemsAt('model.layers'), ...store.problemsAt('model.decoder')])}
    ${addButtons(store, draft)}
  `;
}

function presetField(store: PageStore, draft: Experiment): TemplateResult {
  return html`<div class="fields">
    ${selectField(store, {
      path: 'preset',
      label: 'Preset',
      explanation: terms.preset,
      options: presetOptions,
      value: 'none',
      change: (id) => {
        const preset = presets.find((candidate) => candidate.id === id);
        if (preset) store.replaceDraft(preset.apply(store.draft ?? draft), '');
      },
    })}
  </div>`;
}

function addButtons(store: PageStore, draft: Experiment): TemplateResult {
  const current = (): Experiment => store.draft ?? draft;
  // The head of a text is as wide as its vocabulary, which is known when the file was read.
  const writtenHead = draft.task !== 'translate' && draft.task !== 'generate';
  const decodes = draft.model.decoder !== null;
  return html`<p class="add">
    <vscode-button secondary icon="add" @click=${() => store.replaceDraft(withRecurrentAdded(current()))}
      >${decodes ? 'Encoder layer' : 'Recurrent layer'}</vscode-button
    >
    ${
      decodes
        ? html`<vscode-button secondary icon="add" @click=${() => store.replaceDraft(withDecoderLayerAdded(current()))}
            >Decoder layer</vscode-button
          >`
        : nothing
    }
    ${
      writtenHead
        ? html`<vscode-button
            secondary
            icon="add"
            @click=${() => store.replaceDraft(withDenseAdded(current(), store.shapes), 'model.dense')}
            >Dense layer</vscode-button
          >`
        : nothing
    }
  </p>`;
}

const kinds = { layers: 'recurrent', decoder: 'decoder', dense: 'dense' } as const;

function blocks(store: PageStore, draft: Experiment, list: LayerList): TemplateResult[] {
  const shapes = store.layers.filter(({ kind }) => kind === kinds[list]);
  return layersOf(draft, list, store.shapes).map((_, index) => layerBlock(store, draft, list, index, shapes[index]));
}
