import { bucketsFor, longestOf } from '../../data/applied/appliedExamples';
import { type AppliedTexts, applyTexts } from '../../data/applied/applyTexts';
import { Tokenizer } from '../../data/text/tokenizer';
import { Vocabulary } from '../../data/text/vocabulary';
import { type TranslationRow, translationsCsv } from '../../runs/translationsFile';
import { evaluationBatches } from '../batches';
import { RunningBleu } from '../scores/bleu';
import { eachBatch } from '../tasks/eachBatch';
import { rowsAtOnce, translated } from '../tasks/translate/translatePart';
import { ExclusionSum } from './exclusionSum';
import { type Predicted, type PredictJob, Stopped } from './job';
import { nothingToPredict } from './predictSequences';

/** Texts of a piece: some batches of like length. */
const textsAtOnce = 2048;

/** Translates the texts of a file row by row. Each is held against the text beside it alone. */
export async function predictTranslations(job: PredictJob): Promise<Predicted> {
  const { file, experiment, preprocessing, control } = job;
  const { tokens, decoder } = experiment.model;
  const tokenizer = new Tokenizer(tokens?.level ?? 'word', tokens?.lowercase ?? false);
  const vocabulary = new Vocabulary(preprocessing.vocabularies?.target ?? [], tokenizer);
  const width = decoder?.beam ?? 1;
  const score = new TranslationScores();
  const excluded = new ExclusionSum();
  let predictions = 0;
  let headed = false;
  for await (const table of file.tables(textsAtOnce, 0)) {
    const texts = applyTexts(experiment, preprocessing, table, true);
    excluded.add(texts.excluded);
    const { index, engineRows, targetRows } = texts;
    const count = index.length / 4;
    if (count === 0) continue;
    const engine = await job.engine(longestOf(texts));
    const { shapes } = engine;
    texts.fill(engine.allocateData(engineRows, { examples: count, targetRows, buckets: bucketsFor(texts, shapes) }));
    const said = new Array<string>(count).fill('');
    const lengths = Uint16Array.from({ length: count }, (_, i) => Math.min(0xffff, index[4 * i + 1]!));
    const all = Int32Array.from({ length: count }, (_, i) => i);
    const batches = evaluationBatches(all, Math.max(1, Math.floor(rowsAtOnce / width)), lengths);
    let done = 0;
    const whole = await eachBatch(batches, control, async (batch) => {
      const written = await translated(engine, batch, width, shapes.horizon);
      written.forEach((text, i) => (said[batch[i] ?? -1] = vocabulary.decode(text.tokens)));
      done += batch.length;
      job.reached(table.rowsBefore + Math.round((table.rows * done) / count));
    });
    if (!whole) throw new Stopped();
    let first = true;
    for (const text of translationsCsv(rowsOf(texts, said, score))) {
      // The first piece of text begins with the header.
      job.write(first && headed ? text.slice(text.indexOf('\n') + 1) : text);
      first = false;
    }
    headed = true;
    predictions += count;
  }
  if (predictions === 0) throw nothingToPredict(file.file);
  return {
    ...{ predictions, ahead: 0, judged: score.judged, scores: score.scores(), naive: null, notes: [] },
    excluded: excluded.list,
  };
}

function* rowsOf(texts: AppliedTexts, said: readonly string[], score: TranslationScores): Generator<TranslationRow> {
  for (const [example, predicted] of said.entries()) {
    const actual = texts.targetText(example);
    if (actual !== null) score.add(predicted, actual);
    const { time: row } = texts.placeOf(example);
    yield { split: 'new', row, source: texts.sourceText(example), actual: actual ?? '', predicted };
  }
}

class TranslationScores {
  judged = 0;
  private right = 0;
  private long = false;
  private readonly bleu = new RunningBleu();

  add(predicted: string, actual: string): void {
    this.judged++;
    if (predicted === actual) this.right++;
    this.long ||= actual.trim().split(/\s+/).length >= 4;
    this.bleu.add(predicted, [actual]);
  }

  scores(): Predicted['scores'] {
    if (this.judged === 0) return {};
    // BLEU counts four words in a row: answers of one word are not defined by it.
    return { exactMatch: this.right / this.judged, bleu: this.long ? this.bleu.score() : null };
  }
}
