import { z } from 'zod';

import { scoresSchema } from './run';

/**
 * `scores.json` and `attention.json` of a run folder: what is too large for the summary, which travels to trees and
 * pages. Everything is optional: each task writes what it has.
 */

const shareOrNull = z.number().nullable();

export const detailSchema = z.object({
  /** Forecast: scores by step ahead, over all series and targets; beside those of the naive forecasts. */
  byStep: z
    .array(
      z.object({
        /** 1-based. */
        step: z.int().min(1),
        scores: scoresSchema,
        naive: scoresSchema.optional(),
        seasonalNaive: scoresSchema.optional(),
      }),
    )
    .optional(),
  /** Several series: scores of each, or of those with the worst and the best ones. */
  bySeries: z
    .array(
      z.object({
        series: z.string(),
        scores: scoresSchema,
        naive: scoresSchema.optional(),
        seasonalNaive: scoresSchema.optional(),
      }),
    )
    .optional(),
  /** How many series there are, where `bySeries` has not all of them. */
  seriesCount: z.int().optional(),
  /** Classes, in the order of the network's outputs; null where a score is not defined. */
  byClass: z
    .array(
      z.object({
        class: z.string(),
        precision: shareOrNull,
        recall: shareOrNull,
        f1: shareOrNull,
        /** Examples that really are of the class. */
        support: z.int(),
      }),
    )
    .optional(),
  /** counts[actual][predicted], both in the order of `classes`. */
  confusion: z.object({ classes: z.array(z.string()), counts: z.array(z.array(z.int())) }).optional(),
  /** Two classes: the curve from (0, 0) to (1, 1), for the class that is called positive; at most some hundreds of points. */
  roc: z
    .object({
      positive: z.string(),
      falsePositiveRate: z.array(z.number()),
      truePositiveRate: z.array(z.number()),
    })
    .optional(),
  /** Translations: what stands beside the scores. A translation is right when it is that of any row with its source. */
  translations: z
    .object({
      /** Examples that were judged, of those that the part has. */
      judged: z.int(),
      examples: z.int(),
      /** Against the row's own target alone. */
      exactMatchOwn: shareOrNull,
      bleuOwn: z.number().nullable(),
      /** Examples whose source does not stand in the training part, and the scores of these alone. */
      newSources: z.int(),
      exactMatchNew: shareOrNull,
      bleuNew: z.number().nullable(),
      /** Tokens of the targets, with their ends, that `tokenAccuracy` is over. */
      tokens: z.int(),
    })
    .optional(),
  /** Texts written on: sums over all texts of the part, an end each. */
  writing: z
    .object({
      texts: z.int(),
      tokens: z.int(),
      /** Characters as a reader counts them, without the ends. */
      characters: z.int(),
      bits: z.number().nullable(),
      bitsPerToken: z.number().nullable(),
      /** 2 to the power of the bits per token. */
      perplexity: z.number().nullable(),
    })
    .optional(),
});

export const scoresFileSchema = z.object({
  version: z.literal(1),
  train: detailSchema.optional(),
  validation: detailSchema.optional(),
  test: detailSchema.optional(),
});

/** Where the decoder looked: `weights[target step][source step]`, each row adds up to 1; a few examples of the test part. */
export const attentionFileSchema = z.object({
  version: z.literal(1),
  examples: z.array(
    z.object({
      /** Source tokens, and the tokens that were predicted (with the end, if it was reached). */
      source: z.array(z.string()),
      target: z.array(z.string()),
      weights: z.array(z.array(z.number())),
    }),
  ),
});

export type ScoresDetail = z.output<typeof detailSchema>;
export type ScoresFile = z.output<typeof scoresFileSchema>;
export type AttentionFile = z.output<typeof attentionFileSchema>;
