import type { Pipeline } from '../../pipeline';
import { some } from '../lines';
import { joinFunction } from '../texts/join';
import { tokensOf } from '../texts/tokens';
import type { PageForm } from './form';
import { encoding } from './textForm';

/** The beginning of a text that is written on. */
export function writingForm(pipeline: Pipeline): PageForm {
  const { length, temperature, topK } = pipeline.experiment.sampling;
  const join = joinFunction(tokensOf(pipeline)).replaceAll(/: string(\[\])?(?=[,) ])/g, '');
  return {
    asked: 'How a text begins, or nothing:',
    height: 5,
    needs: ['vocabularies'],
    script: some(
      encoding(pipeline, 'target'),
      join.split('\n'),
      '',
      'const [START, END] = [2, 3];',
      '',
      stepFunction,
      '',
      'function predict(text) {',
      '  const begun = encode(text);',
      '  if (begun.includes(1)) {',
      '    throw new Error("The network does not know all of this beginning.");',
      '  }',
      '  const tokens = [START, ...begun];',
      '  let read = tokens;',
      '  let states = [];',
      `  while (tokens.length <= ${length}) {`,
      '    const said = tf.tidy(() => runStep(read, states));',
      '    const next = tf.tidy(() => {',
      '      // Padding, unknown and start are never written.',
      '      const own = said.outputs.slice(END);',
      temperature === 0
        ? '      return END + own.indexOf(Math.max(...own));'
        : [
            topK === null
              ? '      const likely = tf.tensor1d(own);'
              : [
                  `      const few = tf.topk(own, Math.min(own.length, ${topK}));`,
                  '      const likely = few.values;',
                ].join('\n'),
            `      const logits = tf.log(likely)${temperature === 1 ? '' : `.div(${temperature})`};`,
            '      const [drawn] = tf.multinomial(logits, 1).dataSync();',
            topK === null ? '      return END + drawn;' : '      return END + few.indices.dataSync()[drawn];',
          ],
      '    });',
      '    tf.dispose(states);',
      '    states = said.states;',
      '    if (next === END) break;',
      '    tokens.push(next);',
      '    read = [next];',
      '  }',
      '  tf.dispose(states);',
      '  return joinTokens(tokens.slice(1).map((token) => vocabulary[token]));',
      '}',
    ).flatMap((line) => line.split('\n')),
  };
}

const stepFunction = `// States are wanted too, so that what was written is not read again.
for (const layer of model.layers)
  if ("cell" in layer) layer.returnState = true;

/** What the network says after some tokens more, and what it goes on from. */
function runStep(tokens, given) {
  let said = tf.tensor2d([tokens], undefined, "int32");
  const states = [];
  for (const layer of model.layers) {
    const isRecurrent = "cell" in layer;
    const own = isRecurrent ? (given[states.length] ?? []) : [];
    const [x, ...next] = [layer.apply([said, ...own])].flat();
    if (isRecurrent) states.push(next);
    said = x;
  }
  const [steps] = said.arraySync();
  return { outputs: steps.at(-1), states };
}`;
