import { z } from 'zod';

import { activations, cells, denseActivations } from './experiment';

/** What a trained network does with one example, step by step; and how far gradients reach back. */

const matrix = z.array(z.array(z.number().nullable()));

export const inspectedLayerSchema = z.strictObject({
  /** Keras' name, and how the page calls it. */
  name: z.string(),
  label: z.string(),
  cell: z.enum(cells),
  activation: z.enum(activations),
  bidirectional: z.boolean(),
  /** Hidden state after each step, [steps][units]. */
  hidden: matrix,
  /** Gates by their letters (LSTM i, f, c, o; GRU z, r, h), each [steps][units], after activation; none of a SimpleRNN. */
  gates: z.record(z.string(), matrix),
});

export const inspectionSchema = z.strictObject({
  split: z.enum(['train', 'validation', 'test']),
  /** 0-based place of the example in its part, and how many there are. */
  index: z.int(),
  count: z.int(),
  /** What each source step is: the time as written in the CSV, a token, or its number. */
  steps: z.array(z.string()),
  /** Numeric inputs, in the data's own units; none of a text. */
  inputs: z.array(z.strictObject({ name: z.string(), values: z.array(z.number().nullable()) })),
  /** Encoder layers, first to last. */
  layers: z.array(inspectedLayerSchema),
  /** What came out: numbers in the data's own units by target and step, or probabilities of classes. */
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      predicted: z.number().nullable(),
      actual: z.number().nullable(),
      /** As the last layer says it, before it is turned into the data's units. */
      computed: z.number().nullable(),
    }),
  ),
  /** All weights of a network so small that a person can follow it by hand; empty otherwise. */
  weights: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int()), values: z.array(z.number()) })),
  /** Beside weights: numbers as the first layer reads them, scaled, [steps][columns]; empty where it reads others too. */
  fed: matrix,
  /** Dense layers that read the last hidden state, first to last; empty where they read more than that. */
  dense: z.array(z.strictObject({ name: z.string(), activation: z.enum(denseActivations) })),
});

/** A line of `gradients.jsonl`: norm of the loss' gradient by each layer's hidden state at each source step. */
export const gradientTraceSchema = z.strictObject({
  epoch: z.int().min(1),
  layers: z.array(z.strictObject({ name: z.string(), norms: z.array(z.number().nullable()) })),
});

export type Inspection = z.output<typeof inspectionSchema>;
export type InspectedLayer = z.output<typeof inspectedLayerSchema>;
export type GradientTrace = z.output<typeof gradientTraceSchema>;
