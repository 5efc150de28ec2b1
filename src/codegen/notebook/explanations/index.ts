import type { Pipeline } from '../../pipeline';
import type { Topic } from '../../python/program';
import { examples } from './examples';
import { model } from './model';
import { reading } from './reading';
import { plot, scores } from './scores';
import { training } from './training';

const texts: Record<Topic, (pipeline: Pipeline) => readonly string[]> = {
  reading,
  examples,
  model,
  training,
  scores,
  plot,
};

/** What the code of a topic does and why, as Markdown for readers who have not done it before. */
export const explanation = (topic: Topic, pipeline: Pipeline): string => texts[topic](pipeline).join('\n\n');
