import {
  type DenseLayer,
  type Experiment,
  type RecurrentLayer,
  denseLayerSchema,
  recurrentLayerSchema,
} from '../../src/spec/experiment';
import { denseLayers } from '../../src/spec/layers';
import { moved } from './draftEdits';

// Edits of the model's layers. Pure: draft in, draft out.

export type LayerList = 'layers' | 'dense';

/** The layers of a list as they will be built: the default head is a dense layer like a written one. */
export function layersOf(draft: Experiment, list: LayerList): readonly (RecurrentLayer | DenseLayer)[] {
  return list === 'layers' ? draft.model.layers : denseLayers(draft);
}

export function withLayers(draft: Experiment, list: LayerList, layers: readonly unknown[]): Experiment {
  return { ...draft, model: { ...draft.model, [list]: layers } };
}

/** Another recurrent layer like the last one, at the end. */
export function withRecurrentAdded(draft: Experiment): Experiment {
  const last = draft.model.layers.at(-1);
  return withLayers(draft, 'layers', [...draft.model.layers, { ...(last ?? recurrentLayerSchema.parse({})) }]);
}

/** A hidden dense layer before the output layer, whose size is given by what is predicted. */
export function withDenseAdded(draft: Experiment): Experiment {
  const dense = denseLayers(draft);
  const hidden = denseLayerSchema.parse({ units: 16, activation: 'relu' });
  return withLayers(draft, 'dense', [...dense.slice(0, -1), hidden, ...dense.slice(-1)]);
}

export function withLayerRemoved(draft: Experiment, list: LayerList, index: number): Experiment {
  return withLayers(draft, list, layersOf(draft, list).toSpliced(index, 1));
}

export function withLayerMoved(draft: Experiment, list: LayerList, index: number, by: 1 | -1): Experiment {
  return withLayers(draft, list, moved(layersOf(draft, list), index, by));
}

/** Takes a layer from one place to another, as by dragging. */
export function withLayerDragged(draft: Experiment, list: LayerList, from: number, to: number): Experiment {
  const layers = [...layersOf(draft, list)];
  const [layer] = layers.splice(from, 1);
  if (layer) layers.splice(to, 0, layer);
  return withLayers(draft, list, layers);
}

export function withLayerField(draft: Experiment, list: LayerList, index: number, change: object): Experiment {
  return withLayers(
    draft,
    list,
    layersOf(draft, list).map((layer, i) => (i === index ? { ...layer, ...change } : layer)),
  );
}

/** Whether a layer can go: one recurrent layer and the output layer have to stay. */
export function canRemove(draft: Experiment, list: LayerList, index: number): boolean {
  const layers = layersOf(draft, list);
  return list === 'layers' ? layers.length > 1 : index < layers.length - 1;
}

/** The output layer stays last. */
export function canMove(draft: Experiment, list: LayerList, index: number, by: 1 | -1): boolean {
  const movable = list === 'layers' ? draft.model.layers.length : layersOf(draft, list).length - 1;
  return index < movable && index + by >= 0 && index + by < movable;
}
