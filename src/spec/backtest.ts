import { z } from 'zod';

import { scoresSchema } from './run';
import { detailSchema } from './scores';

/**
 * A rolling-origin backtest of a finished forecast: from every row of the test part the whole horizon is predicted, with
 * what was known then and the weights as trained. What the command line prints with `--json`, and the page shows.
 */
export const backtestSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  targets: z.array(z.string()),
  horizon: z.int(),
  /** Origins, over all series. */
  origins: z.int(),
  series: z.int(),
  /** Times of the first and the last predicted row, as the CSV writes them; of the first series with a test part. */
  from: z.string(),
  to: z.string(),
  /** Over all steps; of several targets the mean. */
  scores: scoresSchema,
  naive: scoresSchema,
  /** null where the season is not known. */
  seasonalNaive: scoresSchema.nullable(),
  byStep: detailSchema.shape.byStep.unwrap(),
  /** Where there are several. */
  bySeries: detailSchema.shape.bySeries,
  /** Whether the network helped, in one sentence. */
  verdict: z.string(),
  seconds: z.number(),
});

export type Backtest = z.output<typeof backtestSchema>;
