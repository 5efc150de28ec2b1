import { z } from 'zod';

/** Something in an experiment that stops training: the field it belongs to, what is wrong, and the next step. */
export const problemSchema = z.strictObject({
  /** Dotted path into the experiment, e.g. `model.layers.0.units`. */
  path: z.string(),
  message: z.string(),
  hint: z.string(),
});

export type Problem = z.output<typeof problemSchema>;
