import { z } from 'zod';

import { tasks } from './experiment';
import { scoresSchema } from './run';

/** What a finished run's network has made of another CSV. */
export const predictionSchema = z.strictObject({
  version: z.literal(1),
  /** The run's folder, the CSV that was read, and the file that was written; absolute. */
  run: z.string(),
  data: z.string(),
  file: z.string(),
  task: z.enum(tasks),
  /** Whether the CSV is the one that the run was trained on. */
  own: z.boolean(),
  /** Rows of the CSV, rows written, and those of them that come after the end of the data. */
  rows: z.int(),
  predictions: z.int(),
  ahead: z.int(),
  /** Predictions with something to hold them against. */
  judged: z.int(),
  /** Over all of those; empty where nothing is known. */
  scores: scoresSchema,
  /** Of repeating the last value: forecasts alone. */
  naive: scoresSchema.nullable(),
  excluded: z.array(z.strictObject({ reason: z.string(), count: z.int(), examples: z.array(z.string()) })),
  /** What a person should know: categories and labels that the network has not seen. */
  notes: z.array(z.string()),
  seconds: z.number(),
});

export type Prediction = z.output<typeof predictionSchema>;
