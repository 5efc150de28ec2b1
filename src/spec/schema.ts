import { z } from 'zod';

import { experimentSchema } from './experiment';

/** The JSON schema of `experiment.json`, as the editor uses it for completion and checks. */
export function experimentJsonSchema(): object {
  return {
    ...z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-07' }),
    title: 'Sequence Lab experiment',
  };
}
