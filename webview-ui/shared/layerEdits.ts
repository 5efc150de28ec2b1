import {
  type DenseLayer,
  type Experiment,
  type RecurrentLayer,
  denseLayerSchema,
  recurrentLayerSchema,
} from '../../src/spec/experiment';
import { denseLayers } from '../../src/spec/layers';
import type { ModelShapes } from '../../src/spec/shapes';
import { moved } from './draftEdits';
import { followEncoder } from '../../src/spec/topologyEdits';

// Edits of the model's layers. Pure: draft in, draft out.

export type LayerList = 'layers' | 'decoder' | 'dense';

/** Where the layers of a list stand in the draft. */
export const listPath = (list: LayerList): string => (list === 'decoder' ? 'model.decoder.layers' : `model.${list}`);

/**
 * The layers of a list as they will be built: the default head is a dense layer like a written one.
 * @param shapes decide the default head where classes or tokens are predicted
 */
export function layersOf(
  draft: Experiment,
  list: LayerList,
  shapes?: ModelShapes | null,
): readonly (RecurrentLayer | DenseLayer)[] {
  if (list === 'layers') return draft.model.layers;
  return list === 'decoder' ? (draft.model.decoder?.layers ?? []) : denseLayers(draft, shapes ?? undefined);
}

export function withLayers(draft: Experiment, list: LayerList, layers: readonly unknown[]): Experiment {
  const { model } = draft;
  if (list === 'decoder') {
    return { ...draft, model: { ...model, decoder: { ...model.decoder, layers } as Experiment['model']['decoder'] } };
  }
  return followEncoder(draft, { ...draft, model: { ...model, [list]: layers } });
}

/** Another recurrent layer like the last one, at the end. */
export function withRecurrentAdded(draft: Experiment): Experiment {
  const last = draft.model.layers.at(-1);
  return withLayers(draft, 'layers', [...draft.model.layers, { ...(last ?? recurrentLayerSchema.parse({})) }]);
}

/** Another decoder layer like the last one. It begins with the states of one more encoder layer. */
export function withDecoderLayerAdded(draft: Experiment): Experiment {
  const layers = draft.model.decoder?.layers ?? [];
  return withLayers(draft, 'decoder', [...layers, { ...(layers.at(-1) ?? recurrentLayerSchema.parse({})) }]);
}

/** A hidden dense layer before the output layer, whose size is given by what is predicted. */
export function withDenseAdded(draft: Experiment, shapes?: ModelShapes | null): Experiment {
  const dense = denseLayers(draft, shapes ?? undefined);
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
  return list === 'dense' ? index < layers.length - 1 : layers.length > 1;
}

/** The output layer stays last. */
export function canMove(draft: Experiment, list: LayerList, index: number, by: 1 | -1): boolean {
  const movable = layersOf(draft, list).length - (list === 'dense' ? 1 : 0);
  return index < movable && index + by >= 0 && index + by < movable;
}
