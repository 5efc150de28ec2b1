import type { InitialState } from './layers/cell';
import type { Machine } from './machine';
import type { Layout, View } from './memory/layout';
import { takeView } from './memory/layout';
import type { LayerPlaces } from './program/blocks';
import type { Model } from './program/model';

/** By encoder layer and direction: states that outlive a batch, row b those of the stream that row b of a batch is of. */
export type KeptStates = readonly (readonly InitialState[])[];

export function takeStates(layout: Layout, { encoder }: Model, batchSize: number): KeptStates {
  return encoder.map(({ block: { layer }, weights }) => {
    const view = (): View => takeView(layout, batchSize, layer.units, 1);
    return weights.map(() => ({ h: view(), c: layer.cell === 'lstm' ? view() : null, gradient: null }));
  });
}

/** What the first `rows` rows of a program have ended with is what the next batch begins with. */
export function keepStates(
  machine: Machine,
  states: KeptStates,
  layers: readonly Pick<LayerPlaces, 'ends'>[],
  rows: number,
): void {
  states.forEach((directions, i) => {
    directions.forEach(({ h, c }, direction) => {
      const end = layers[i]?.ends[direction];
      if (!end) throw new Error(`Layer ${i} ends with no state.`);
      copyRows(machine, h, end.h, rows);
      if (c && end.c) copyRows(machine, c, end.c, rows);
    });
  });
}

function copyRows(machine: Machine, to: View, from: View, rows: number): void {
  if (to.rowBytes !== from.rowBytes) throw new Error('States are kept in rows of their own length.');
  const floats = (rows * to.rowBytes) / 4;
  machine.floats(to.address, floats).set(machine.floats(from.address, floats));
}

const viewsOf = (states: KeptStates): View[] => states.flat().flatMap(({ h, c }) => (c ? [h, c] : [h]));

export function clearStates(machine: Machine, states: KeptStates, batchSize: number): void {
  for (const { address, rowBytes } of viewsOf(states)) machine.floats(address, (batchSize * rowBytes) / 4).fill(0);
}

/** Sets the states aside and begins with zeros. @returns a function that puts them back */
export function setAside(machine: Machine, states: KeptStates, batchSize: number): () => void {
  const views = viewsOf(states);
  const floats = ({ address, rowBytes }: View): Float32Array => machine.floats(address, (batchSize * rowBytes) / 4);
  const copies = views.map((view) => floats(view).slice());
  clearStates(machine, states, batchSize);
  return () => {
    views.forEach((view, i) => {
      const copy = copies[i];
      if (copy) floats(view).set(copy);
    });
  };
}
