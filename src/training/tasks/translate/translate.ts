import type { PairData } from '../../../data/pairs/pairData';
import { preparePairs } from '../../../data/pairs/preparePairs';
import { type TranslationRow, translationsCsv } from '../../../runs/translationsFile';
import type { DataWarning } from '../../../spec/profile';
import { runFiles, type SplitName } from '../../../spec/run';
import { splits, splitsByImportance } from '../../splits';
import type { PrepareTask, ResultFile } from '../task';
import { attentionFile, shownExamples } from './attentionFile';
import { judge, scoresFile } from './judge';
import { SourceMemory } from './sourceMemory';
import { type PartTranslations, translatePart } from './translatePart';

/** Examples of the training and of the validation part that are translated: the test part as a whole. */
const mostExamples = 2000;

/** One text from another. */
export const prepareTranslation: PrepareTask = (experiment, table) => {
  const data = preparePairs(experiment, table);
  return {
    dataset: { ...data, warnings: [...data.warnings, ...thinningWarnings(data)] },
    mainMetric: experiment.model.tokens?.level === 'character' ? 'exactMatch' : 'bleu',
    predict: async (engine, frozen, control) => {
      const { pairs, windows } = data;
      const memory = new SourceMemory(pairs, windows.train);
      const results: PartTranslations[] = [];
      for (const split of splitsByImportance) {
        const examples = judgedExamples(data, split);
        if (examples.length === 0) continue;
        const keep = split === 'test' ? shownExamples(data) : new Set<number>();
        const part = await translatePart(engine, data, frozen, { split, examples, memory, keep }, control);
        if (part === null) break;
        results.push(part);
      }
      results.sort((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split));
      return {
        splits: results.map(({ split }) => split),
        judge: () => judge(results, pairs, windows, frozen),
        files: results.length === 0 ? [] : filesOf(results, data),
      };
    },
  };
};

function filesOf(results: readonly PartTranslations[], data: PairData): ResultFile[] {
  const { pairs, windows } = data;
  const written = new Map(results.flatMap((part) => [...part.written]));
  const attention = attentionFile(data, written);
  return [
    { path: runFiles.predictions, text: () => translationsCsv(rowsOf(results, data)) },
    { path: runFiles.scores, text: () => json(scoresFile(results, pairs, windows)) },
    ...(attention ? [{ path: runFiles.attention, text: () => json(attention) }] : []),
  ];
}

function* rowsOf(results: readonly PartTranslations[], data: PairData): Generator<TranslationRow> {
  const { pairs } = data;
  for (const { split, examples, predicted } of results) {
    for (const [i, example] of examples.entries()) {
      yield {
        split,
        row: data.timeText?.(example) ?? '',
        source: pairs.sourceText(example),
        actual: pairs.targetText(example),
        predicted: predicted[i] ?? '',
      };
    }
  }
}

/** Examples of a part that are translated, spread over it. */
export function judgedExamples({ windows }: PairData, split: SplitName): Int32Array {
  const all = windows[split];
  if (split === 'test' || all.length <= mostExamples) return all;
  return Int32Array.from({ length: mostExamples }, (_, i) => all[Math.floor((i * all.length) / mostExamples)] ?? -1);
}

function thinningWarnings(data: PairData): DataWarning[] {
  return (['train', 'validation'] as const).flatMap((split) => {
    const all = data.windows[split].length;
    const judged = judgedExamples(data, split).length;
    if (judged === all) return [];
    const part = split === 'train' ? 'training' : 'validation';
    return [
      {
        code: 'data/thinned-predictions',
        message: `${judged} of the ${all} rows of the ${part} part are translated after training, spread over it; their scores are of these.`,
        hint: 'All rows are trained on, and the test part is translated as a whole.',
      },
    ];
  });
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
