import { type TemplateResult, html } from 'lit';

import type { Experiment } from '../../src/spec/experiment';
import { presets } from '../../src/spec/presets';
import { type Option, problemLines, selectField } from '../shared/fields';
import { formatCount } from '../shared/format';
import { type LayerList, layersOf, withDenseAdded, withRecurrentAdded } from '../shared/layerEdits';
import type { PageStore } from '../shared/store';
import { terms } from '../shared/terms';
import { layerBlock, shapeText } from './layerBlock';
import { sectionView } from './section';

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
      description: `${formatCount(parameters)} parameters`,
      openByDefault: true,
      paths: ['model', 'window.timeSteps'],
      locked: true,
    },
    () => content(store, draft),
  );
}

function content(store: PageStore, draft: Experiment): TemplateResult {
  const [input] = store.layers;
  return html`
    <div class="fields">
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
    </div>
    <ol class="layer-list">
      <li class="layer input">
        <div class="layer-head">
          <span class="layer-name" title=${terms.input}>Input</span>
          <span class="layer-shape" title="Time steps × input columns"
            >${input ? shapeText(input.outputShape) : ''}</span
          >
        </div>
      </li>
      ${blocks(store, draft, 'layers')} ${blocks(store, draft, 'dense')}
    </ol>
    ${problemLines([...store.problemsAt('model.topology'), ...store.problemsAt('model.layers')])}
    <p class="add">
      <vscode-button secondary icon="add" @click=${() => store.replaceDraft(withRecurrentAdded(store.draft ?? draft))}
        >Recurrent layer</vscode-button
      >
      <vscode-button
        secondary
        icon="add"
        @click=${() => store.replaceDraft(withDenseAdded(store.draft ?? draft), 'model.dense')}
        >Dense layer</vscode-button
      >
    </p>
  `;
}

function blocks(store: PageStore, draft: Experiment, list: LayerList): TemplateResult[] {
  const before = 1 + (list === 'dense' ? draft.model.layers.length : 0);
  return layersOf(draft, list).map((_, index) => layerBlock(store, draft, list, index, store.layers[before + index]));
}
