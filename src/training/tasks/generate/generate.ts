import { endToken, specialTokens } from '../../../data/text/vocabulary';
import { prepareTexts } from '../../../data/writing/prepareTexts';
import type { TextData } from '../../../data/writing/textData';
import { type Engine, Interrupted } from '../../../engine/engine';
import type { Experiment } from '../../../spec/experiment';
import type { DataWarning } from '../../../spec/profile';
import { runFiles } from '../../../spec/run';
import { samplesText } from '../../sampleWriter';
import { splits, splitsByImportance } from '../../splits';
import type { PrepareTask, ResultFile } from '../task';
import { judge, scoresFile } from './judge';
import { measuredTexts, type MeasuredTexts, measureTexts } from './measureTexts';
import { OrderZero } from './orderZero';
import { shownText, startOf, writeTexts } from './writeTexts';

/** Texts written on, token after token. */
export const prepareGeneration: PrepareTask = (experiment, table) => {
  const data = prepareTexts(experiment, table);
  // Now rather than after the first epochs: a start that cannot be read would end the training.
  startOf(data, experiment.sampling.start);
  return {
    dataset: { ...data, warnings: [...data.warnings, ...thinningWarnings(data)] },
    mainMetric: 'bitsPerCharacter',
    sample: (engine, frozen, epoch) => sampleTexts(engine, data, frozen, epoch),
    predict: async (engine, frozen, control) => {
      const naive = orderZero(data);
      const parts: MeasuredTexts[] = [];
      for (const split of splitsByImportance) {
        if (data.windows[split].length === 0) continue;
        const part = await measureTexts(engine, data, frozen, split, naive, control);
        if (part === null) break;
        parts.push(part);
      }
      parts.sort((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split));
      const texts = control.shouldStop() ? [] : await lastTexts(engine, data, frozen);
      const files: ResultFile[] = [
        { path: runFiles.scores, text: () => `${JSON.stringify(scoresFile(parts), null, 1)}\n` },
      ];
      if (texts.length > 0) files.push({ path: runFiles.samples, text: () => samplesText('After training', texts) });
      return { splits: parts.map(({ split }) => split), judge: () => judge(parts), files };
    },
  };
};

/** Texts as `sampling` asks for; other ones after each epoch. */
async function sampleTexts(
  engine: Engine,
  data: TextData,
  { sampling, training }: Experiment,
  epoch: number,
): Promise<string[]> {
  const seed = (training.seed + epoch) >>> 0;
  const written = await writeTexts(engine, data, { ...sampling, seed, condition: new Map() });
  return written.map(shownText);
}

/** Other ones than after any epoch; none where the engine was interrupted. */
async function lastTexts(engine: Engine, data: TextData, experiment: Experiment): Promise<string[]> {
  try {
    return await sampleTexts(engine, data, experiment, experiment.training.epochs + 1);
  } catch (error) {
    if (error instanceof Interrupted) return [];
    throw error;
  }
}

function orderZero({ texts, vocabulary, windows, textOf }: TextData): OrderZero {
  const train = new Set(Array.from(windows.train, (example) => textOf[example] ?? -1));
  const tokens = function* (): Generator<Int32Array> {
    for (const text of train) yield texts.tokens(text);
  };
  // Padding and start never stand in a text; unknown and end do.
  return new OrderZero(tokens(), endToken, vocabulary.size - (specialTokens.length - 2));
}

function thinningWarnings(data: TextData): DataWarning[] {
  return (['train', 'validation'] as const).flatMap((split) => {
    const all = data.texts.partOf.filter((part) => part === split).length;
    const measured = measuredTexts(data, split).length;
    if (measured === all) return [];
    const part = split === 'train' ? 'training' : 'validation';
    return [
      {
        code: 'data/thinned-predictions',
        message: `${measured} of the ${all} texts of the ${part} part are measured after training, spread over it; its scores are of these.`,
        hint: 'All texts are trained on, and the test part is measured as a whole.',
      },
    ];
  });
}
