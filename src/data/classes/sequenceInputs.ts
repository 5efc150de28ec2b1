import type { EngineData } from '../../spec/engineData';
import type { Experiment } from '../../spec/experiment';
import type { DataWarning } from '../../spec/profile';
import type { ColumnScaler } from '../../spec/run';
import type { Fitted } from '../applied/fitted';
import { findCategories } from '../series/categories';
import { type Feature, makeFeatures } from '../series/features';
import { fitScalers } from '../series/fitScalers';
import type { Parts } from '../sequence/split';
import type { SequenceRows } from './sequenceRows';

/** Rows [from, to) that are fed together. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface SequenceInputs {
  /** Numeric columns a step, with one for each category. */
  readonly width: number;
  /** Of all, or of the first series where each has its own. */
  readonly scalers: readonly ColumnScaler[];
  /** Of the series that a row is of. */
  scalersOf(row: number): readonly ColumnScaler[];
  readonly categories: Record<string, string[]>;
  readonly warnings: readonly DataWarning[];
  /** How many tokens each column has whose values are learned vectors; empty where categories are ones and zeros. */
  readonly embedded: readonly number[];
  /** Writes scaled rows, [rows, width], row-major, and tokens, [columns, rows]. */
  fill(into: Pick<EngineData, 'inputs' | 'tokens'>): void;
}

/**
 * Numbers scaled and categories as ones and zeros, as the training rows have them. Scaled by series, each series is scaled by
 * its own rows, in whatever part it is: they are what goes in, and nothing of what is to be told.
 * @param training stretches of rows that are trained on
 * @param series stretches of rows of each series
 * @param fitted of a run: then its scalers and categories are those of other data; only where each series is scaled by its
 *   own rows, as in training, are they looked at
 */
export function sequenceInputs(
  { data, model }: Experiment,
  { used, kept }: SequenceRows,
  training: readonly Stretch[],
  series: readonly Stretch[],
  fitted: Fitted | null = null,
): SequenceInputs {
  const scaling = data.scale === 'window' ? 'standard' : data.scale;
  const trained = training.map(asTraining);
  const units = data.scaleBy === 'series' ? series : [{ from: 0, to: kept.fileRows.length }];
  const categories = findCategories(used, kept, trained, [], fitted?.preprocessing.categories ?? null);
  const { features, embedded } = makeFeatures(
    { ...data, calendar: [] },
    { used, kept, categories: categories.codes, future: [], times: null, lastRow: () => 0, timeAhead: () => NaN },
    model.embedding !== null,
  );
  const warnings = [...categories.warnings];
  const scalersOf = features.map((feature, f): readonly ColumnScaler[] => {
    const { column } = feature;
    if (column === null || feature.scaled === 'not') return units.map(() => unscaled(feature));
    const at = used.values.indexOf(column);
    const filledIn = kept.filledIn[at] ?? null;
    const given = fitted?.preprocessing.inputs[f];
    if (given && data.scaleBy === 'all') return units.map(() => given);
    if (given) return fitScalers(scaling, column, kept.values[at]!, filledIn, units.map(asTraining), 'series').scalers;
    const all = fitScalers(scaling, column, kept.values[at]!, filledIn, trained, 'all');
    if (all.warning) warnings.push(all.warning);
    if (data.scaleBy === 'all') return units.map(() => all.scalers[0] ?? unscaled(feature));
    return fitScalers(scaling, column, kept.values[at]!, filledIn, units.map(asTraining), 'series').scalers;
  });
  return {
    width: features.length,
    embedded: embedded.map(({ tokens }) => tokens),
    scalers: scalersOf.map((scalers, f) => scalers[0] ?? unscaled(features[f]!)),
    scalersOf: (row) => {
      const unit = units.findIndex(({ from, to }) => row >= from && row < to);
      return scalersOf.map((scalers, f) => scalers[unit] ?? unscaled(features[f]!));
    },
    categories: categories.texts,
    warnings,
    fill: ({ inputs: into, tokens }) => {
      features.forEach((feature, f) => {
        units.forEach(({ from, to }, unit) => {
          const { shift, scale } = scalersOf[f]![unit]!;
          for (let row = from; row < to; row++) into[row * features.length + f] = (feature.at(row) - shift) / scale;
        });
      });
      const rows = kept.fileRows.length;
      embedded.forEach((values, column) => {
        for (let row = 0; row < rows; row++) tokens[column * rows + row] = values.at(row);
      });
    },
  };
}

export function asTraining({ from, to }: Stretch): Stretch & { parts: Parts } {
  return { from, to, parts: { train: [from, to], validation: [to, to], test: [to, to] } };
}

const unscaled = ({ name }: Feature): ColumnScaler => ({ column: name, shift: 0, scale: 1 });
