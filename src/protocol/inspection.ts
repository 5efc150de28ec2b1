import { z } from 'zod';

import { gradientTraceSchema } from '../spec/inspection';
import { errorReportSchema, summarySchema } from '../spec/run';
import { comparisonKinds } from '../spec/variants';
import { inspectParams } from './trainer';

/** Host ↔ page: looking into a network, and comparing it with others on the same data. */

/** Which example is looked at; run folder and threads are the host's. */
export const inspectQuery = inspectParams.omit({ runFolder: true, threads: true });

/** Of the run that trains or is shown, in the order of epochs. */
export const gradientsResult = z.strictObject({ traces: z.array(gradientTraceSchema) });

export const compareParams = z.strictObject({ kind: z.enum(comparisonKinds) });

export const comparedRunSchema = z.strictObject({
  label: z.string(),
  /** Of the run. */
  name: z.string(),
  /** `left-out`: Stop came before it was its turn. */
  state: z.enum(['waiting', 'training', 'done', 'stopped', 'failed', 'left-out']),
  summary: summarySchema.nullable(),
  /** Of the last epoch, on scaled data. */
  loss: z.number().nullable(),
  valLoss: z.number().nullable(),
  /** What was looked at last while it trained. */
  gradients: gradientTraceSchema.nullable(),
  error: errorReportSchema.nullable(),
});

/** Networks that differ in one thing, trained one after the other. */
export const comparisonSchema = z.strictObject({
  kind: z.enum(comparisonKinds),
  running: z.boolean(),
  runs: z.array(comparedRunSchema),
});

export type InspectQuery = z.output<typeof inspectQuery>;
export type CompareParams = z.output<typeof compareParams>;
export type ComparedRun = z.output<typeof comparedRunSchema>;
export type ComparisonState = z.output<typeof comparisonSchema>;
