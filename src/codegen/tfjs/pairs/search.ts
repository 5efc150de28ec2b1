const next = `/** Probabilities of the token after each of some beginnings. */
function nextOf(
  model: tf.LayersModel,
  sources: number[][],
  said: number[][],
): number[][] {
  return tf.tidy(() => {
    const outputs = model.predict([integers(sources), integers(said)]);
    const last = [0, said[0].length - 1, 0];
    const step = tf.slice(outputs as tf.Tensor3D, last, [-1, 1, -1]);
    return tf.squeeze<tf.Tensor2D>(step, [1]).arraySync();
  });
}`;

/** `write(model, examples, steps)`: the likeliest token at each step. */
export const greedySearch = `${next}

/** The likeliest token at each step, up to the end. */
function write(
  model: tf.LayersModel,
  examples: Example[],
  steps: number,
): number[][] {
  const texts = new Map<Example, number[]>();
  for (const group of byLength(examples)) {
    for (const batch of inBatches(group, 256)) {
      const sources = batch.map(({ source }) => source);
      let said = batch.map(() => [START]);
      for (let step = 0; step < steps; step++) {
        const probabilities = nextOf(model, sources, said);
        said = said.map((tokens, i) => {
          // Padding, unknown and start are never written.
          const own = probabilities[i].slice(END);
          return [...tokens, END + own.indexOf(Math.max(...own))];
        });
        if (said.every((tokens) => tokens.includes(END))) break;
      }
      said.forEach((tokens, i) => {
        const end = tokens.indexOf(END);
        const written = end < 0 ? tokens.slice(1) : tokens.slice(1, end);
        texts.set(batch[i], written);
      });
    }
  }
  return examples.map((example) => texts.get(example) ?? []);
}`;

/** The same by beam search. */
export const beamSearch = `${next}

interface Beginning {
  tokens: number[];
  /** Sum of ln p. */
  logs: number;
  parent: number;
}

/** The likeliest beginnings are followed, until as many have ended. */
function search(
  model: tf.LayersModel,
  source: number[],
  steps: number,
): number[] {
  let open: Beginning[] = [{ tokens: [START], logs: 0, parent: 0 }];
  const ended: Beginning[] = [];
  for (let step = 0; step < steps && open.length > 0; step++) {
    const said = open.map(({ tokens }) => tokens);
    const sources = open.map(() => source);
    const found = nextOf(model, sources, said).flatMap((own, parent) => {
      const { tokens, logs } = open[parent];
      // Padding, unknown and start are never written.
      return own.slice(END).map((p, i) => ({
        tokens: [...tokens, END + i],
        logs: logs + Math.log(p),
        parent,
      }));
    });
    const lastOf = ({ tokens }: Beginning): number => tokens[tokens.length - 1];
    found.sort(
      (a, b) => b.logs - a.logs || lastOf(a) - lastOf(b) || a.parent - b.parent,
    );
    const next: Beginning[] = [];
    found.slice(0, 2 * BEAM).forEach((text, rank) => {
      if (lastOf(text) !== END) next.push(text);
      else if (rank < BEAM) ended.push(text);
    });
    open = ended.length < BEAM ? next.slice(0, BEAM) : [];
  }
  const score = ({ logs, tokens }: Beginning): number =>
    logs / (tokens.length - 1);
  const texts = ended.length > 0 ? ended : open;
  const best = texts.reduce((a, b) => (score(b) > score(a) ? b : a));
  return best.tokens.slice(1).filter((token) => token !== END);
}

function write(
  model: tf.LayersModel,
  examples: Example[],
  steps: number,
): number[][] {
  return examples.map(({ source }) => search(model, source, steps));
}`;
