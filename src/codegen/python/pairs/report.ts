import type { Pipeline } from '../../pipeline';
import type { Framework } from '../framework';
import type { PythonSection } from '../program';
import { join } from '../tokens/join';
import { spread } from '../tokens/spread';
import { bareTexts } from '../bareTexts';
import { beamSearch, greedy } from './search';

/** Translations by part, how many are exactly right, and their BLEU. */
export function pairReport(pipeline: Pipeline, framework: Framework): PythonSection[] {
  const { model } = pipeline.experiment;
  const beam = model.decoder?.beam ?? 1;
  const joining = join(pipeline);
  const search = beam === 1 ? greedy : beamSearch;
  return [
    {
      topic: 'scores',
      imports: ['import sacrebleu', 'from itertools import zip_longest'],
      constants: [...joining.constants, 'NEVER = [PAD, UNKNOWN, START]', ...(beam > 1 ? [`BEAM = ${beam}`] : [])],
      functions: [...joining.functions, search(framework), spread, count(framework), report],
      main: [
        '',
        '    words = np.array(list(target_vocabulary), dtype=object)',
        '    translated = {}',
        '    for part, r in rows.items():',
        `        judged = r if part == "test" else spread(r, 2000)`,
        '        translated[part] = {}',
        `        right = 0`,
        `        for batch in np.array_split(judged, -(-len(judged) // ${batchSize(beam)})):`,
        '            texts = translate(model, tokens[batch], y.shape[1])',
        '            for row, text in zip(batch, texts, strict=True):',
        '                translated[part][row] = join(words[text])',
        '            right += count_right(model, tokens[batch], said[batch], y[batch])',
        '        accuracy = right / np.sum(y[judged] >= 0)',
        '        report(part, translated[part], sources, targets, r, accuracy)',
      ],
    },
    {
      topic: 'scores',
      option: 'save',
      functions: [save],
      main: ['    save(options.save, frame.index + 1, sources, targets, translated)'],
    },
  ];
}

/** Probabilities of so many rows, of all steps and tokens, fit into memory. */
const batchSize = (beam: number): number => Math.max(1, Math.floor(128 / beam));

const count = (framework: Framework): string => `def count_right(model, tokens, said, y):
    """Steps at which the likeliest token is the right one, after those that are so."""
    return np.sum(${framework.predict('[tokens, said]')}.argmax(axis=2) == y)`;

const report = `def report(part, translated, sources, targets, rows, accuracy):
    """Prints how good they are; any target that a source has in the part is right."""
    known = {}
    for row in rows:
        known.setdefault(join(sources[row]), set()).add(join(targets[row]))
    accepted = [known[join(sources[row])] for row in translated]
    texts = list(translated.values())
    pairs = zip(texts, accepted, strict=True)
    exact = np.mean([text in others for text, others in pairs])
    bleu = sacrebleu.corpus_bleu(texts, list(zip_longest(*accepted))).score
    print(f"{part:<10}  exact {exact:.10g}  tokens {accuracy:.10g}  BLEU {bleu:.10g}")`;

const save = `def save(path, numbers, sources, targets, translated):
    """Writes each text beside its translation."""
${bareTexts}
    table = pd.DataFrame(
        [
            {
                "split": part,
                "series": "",
                "time": numbers[row],
                "step": 1,
                "source": join(sources[row]),
                "actual": join(targets[row]),
                "predicted": text,
            }
            for part, texts in translated.items()
            for row, text in texts.items()
        ]
    )
    table.to_csv(path, index=False)`;
