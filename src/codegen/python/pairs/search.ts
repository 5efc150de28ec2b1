import type { Framework } from '../framework';

/** `translate(model, tokens, steps)`: the likeliest token after each other. */
export const greedy = (framework: Framework): string => `def translate(model, tokens, steps):
    """Says the likeliest token at each step: numbers of the tokens of each text."""
    said = np.zeros((len(tokens), steps + 1), np.int32)
    said[:, 0] = START
    going_on = np.full(len(tokens), True)
    for step in range(steps):
        chances = ${framework.predict('[tokens, said[:, :-1]]')}[:, step].copy()
        chances[:, NEVER] = 0
        likeliest = chances.argmax(axis=1)
        going_on &= likeliest != END
        if not going_on.any():
            break
        said[going_on, step + 1] = likeliest[going_on]
    return [text[text != PAD] for text in said[:, 1:]]`;

/** `translate(model, tokens, steps)` by beam search: the same as `engine/search/beam.ts`. */
export const beamSearch = (framework: Framework): string => `def translate(model, tokens, steps):
    """Follows the BEAM likeliest beginnings; the highest log p a token wins."""
    sources = np.repeat(tokens, BEAM, axis=0)
    beams = [[(0.0, [])] for _ in tokens]
    ended = [[] for _ in tokens]
    for step in range(steps):
        said = np.zeros((len(sources), steps), np.int32)
        said[:, 0] = START
        for i, beam in enumerate(beams):
            for j, (_, text) in enumerate(beam, i * BEAM):
                said[j, 1 : step + 1] = text
        chances = ${framework.predict('[sources, said]')}[:, step].astype(float)
        chances[:, NEVER] = 0
        with np.errstate(divide="ignore"):
            logs = np.log(chances)
        for i, beam in enumerate(beams):
            if not beam:
                continue
            beam_logs = logs[i * BEAM : i * BEAM + len(beam)]
            scores = beam_logs.T + [score for score, _ in beam]
            # Of equally likely ones the lower token, then the earlier beginning.
            order = np.argsort(-scores, axis=None, kind="stable")[: 2 * BEAM]
            beams[i] = []
            for rank, at in enumerate(order):
                token, parent = divmod(int(at), len(beam))
                score = scores[token, parent]
                if score == -np.inf:
                    break
                text = beam[parent][1]
                if token == END:
                    if rank < BEAM:
                        ended[i].append((score / (step + 1), text))
                elif len(beams[i]) < BEAM:
                    beams[i].append((score, [*text, token]))
            if len(ended[i]) >= BEAM:
                beams[i] = []
        if not any(beams):
            break
    # Where none ended, all that go on are of the same length.
    found = [e or b for e, b in zip(ended, beams, strict=True)]
    return [max(texts, key=lambda one: one[0])[1] for texts in found]`;
