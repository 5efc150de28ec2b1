/** `corpusBleu(texts, references)`: BLEU with sacrebleu's defaults, 0 to 100. */
export const corpusBleu = `/** Words as sacrebleu cuts them (its tokenizer 13a). */
function bleuWords(text: string): string[] {
  const plain = text
    .trimEnd()
    .replaceAll("<skipped>", "")
    .replaceAll("-\\n", "")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  const apart = \` \${plain} \`
    .replace(/([{-~[-\` -&(-+:-@/])/g, " $1 ")
    .replace(/([^0-9])([.,])/g, "$1 $2 ")
    .replace(/([.,])([^0-9])/g, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ");
  return apart.split(/\\s+/).filter((word) => word !== "");
}

/** How often each run of so many words stands in a text. */
function countRuns(words: string[], length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let end = length; end <= words.length; end++) {
    const run = words.slice(end - length, end).join(" ");
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** BLEU of all texts together, as sacrebleu's corpus_bleu. */
function corpusBleu(texts: string[], references: string[][]): number {
  const written = texts.map(bleuWords);
  const known = references.map((own) => own.map(bleuWords));
  const counts = [1, 2, 3, 4].map((length) => {
    let [right, all] = [0, 0];
    written.forEach((words, i) => {
      const others = known[i].map((reference) => countRuns(reference, length));
      for (const [run, count] of countRuns(words, length)) {
        const most = Math.max(...others.map((runs) => runs.get(run) ?? 0));
        right += Math.min(count, most);
        all += count;
      }
    });
    return { right, all };
  });
  if (counts[0].right === 0 || counts[3].all === 0) return 0;
  // Where no run of a length is right: a half, a quarter, …
  let least = 1;
  const logs = counts.map(({ right, all }) =>
    Math.log((right || (least /= 2)) / all),
  );
  const lengths = written.map(({ length }, i) => {
    const away = (other: number): number => Math.abs(other - length);
    const others = known[i].map((reference) => reference.length);
    return others.sort((a, b) => away(a) - away(b) || a - b)[0];
  });
  const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
  const brevity = Math.min(0, 1 - sum(lengths) / written.flat().length);
  return 100 * Math.exp(brevity + sum(logs) / 4);
}`;
