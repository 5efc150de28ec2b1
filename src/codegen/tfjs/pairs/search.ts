import { lines } from '../lines';

/** `write(model, examples, steps)` and the search for a batch: greedy, or of so many beginnings side by side. */
export function searchFunctions(beam: number): string[] {
  return beam > 1 ? [beamSearch, write(Math.max(1, Math.floor(256 / beam)))] : [greedySearch, write(256)];
}

const greedySearch = `/** The likeliest token at each step, up to the end. */
function search(
  model: tf.LayersModel,
  batch: Example[],
  steps: number,
): number[][] {
  const texts = batch.map(() => [START]);
  let open = texts;
  const sources = integers(batch.map(({ source }) => source));
  let states = runEncoder(model, [sources]);
  for (let step = 0; step < steps && open.length > 0; step++) {
    states = tf.tidy(() => {
      const last = integers(open.map((text) => text.slice(-1)));
      const [outputs, ...next] = runDecoder(model, last, states);
      const chances = outputs.dataSync<"float32">();
      const size = chances.length / open.length;
      open.forEach((text, i) => {
        // Padding, unknown and start are never written.
        const own = chances.subarray(i * size + END, (i + 1) * size);
        text.push(END + own.indexOf(own.reduce((a, b) => Math.max(a, b))));
      });
      const rows = [...open.keys()].filter((i) => open[i].at(-1) !== END);
      open = rows.map((i) => open[i]);
      return next.map((state) => tf.gather(state, rows));
    });
  }
  return texts.map((text) => text.filter((token) => token > END));
}`;

const beamSearch = `interface Beginning {
  tokens: number[];
  /** Sum of ln p. */
  logs: number;
  /** Where the states are that it goes on from. */
  row: number;
}

/** The likeliest beginnings are followed, until as many have ended. */
function search(
  model: tf.LayersModel,
  batch: Example[],
  steps: number,
): number[][] {
  const open = batch.map((_, row): Beginning[] => [
    { tokens: [START], logs: 0, row },
  ]);
  const ended = batch.map((): Beginning[] => []);
  const sources = integers(batch.map(({ source }) => source));
  let states = runEncoder(model, [sources]);
  for (let step = 0; step < steps; step++) {
    const beginnings = open.flat();
    if (beginnings.length === 0) break;
    states = tf.tidy(() => {
      const rows = beginnings.map(({ row }) => row);
      const before = states.map((state) => tf.gather(state, rows));
      const last = integers(beginnings.map(({ tokens }) => tokens.slice(-1)));
      const [outputs, ...next] = runDecoder(model, last, before);
      // Padding, unknown and start are never written.
      const own = tf.slice(outputs, [0, 0, END]);
      const { values, indices } = tf.topk(
        tf.squeeze(own, [1]),
        Math.min(2 * BEAM, own.shape[2] as number),
      );
      const [chances, tokens] = [values, indices].map((likely) =>
        likely.arraySync(),
      ) as number[][][];
      let row = -1;
      open.forEach((texts, i) => {
        const found = texts.flatMap((text) => {
          row += 1;
          return chances[row].map((p, k) => ({
            tokens: [...text.tokens, END + tokens[row][k]],
            logs: text.logs + Math.log(p),
            row,
          }));
        });
        open[i] = follow(found, ended[i]);
      });
      return next;
    });
  }
  return batch.map((_, i) => {
    const score = ({ logs, tokens }: Beginning): number =>
      logs / (tokens.length - 1);
    const texts = ended[i].length > 0 ? ended[i] : open[i];
    const [best] = texts.toSorted((a, b) => score(b) - score(a));
    return best?.tokens.filter((token) => token > END) ?? [];
  });
}

/** Those of the beginnings that are followed; what has ended is put to \`ended\`. */
function follow(found: Beginning[], ended: Beginning[]): Beginning[] {
  const lastOf = ({ tokens }: Beginning): number => tokens[tokens.length - 1];
  const likely = found.filter(({ logs }) => logs > -Infinity);
  likely.sort(
    (a, b) => b.logs - a.logs || lastOf(a) - lastOf(b) || a.row - b.row,
  );
  const next: Beginning[] = [];
  likely.slice(0, 2 * BEAM).forEach((text, rank) => {
    if (lastOf(text) !== END) next.push(text);
    else if (rank < BEAM) ended.push(text);
  });
  return ended.length < BEAM ? next.slice(0, BEAM) : [];
}`;

const write = (size: number): string =>
  lines(
    '/** Sources of one length are read together, so that none is padded. */',
    'function write(',
    '  model: tf.LayersModel,',
    '  examples: Example[],',
    '  steps: number,',
    '): number[][] {',
    '  const texts = new Map<Example, number[]>();',
    '  const groups = Map.groupBy(examples, ({ source }) => source.length);',
    '  for (const group of groups.values()) {',
    `    for (const batch of inBatches(group, ${size})) {`,
    '      const written = tf.tidy(() => search(model, batch, steps));',
    '      batch.forEach((example, i) => texts.set(example, written[i]));',
    '    }',
    '  }',
    '  return examples.map((example) => texts.get(example) ?? []);',
    '}',
  );
