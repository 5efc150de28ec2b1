"""Makes the vectors that BLEU is compared with: sacrebleu's own scores.

    python test/numeric/make_bleu_vectors.py           writes test/numeric/vectors/data/bleu.json
    python test/numeric/make_bleu_vectors.py --check   computes them anew and compares with the committed ones

Each case holds texts, the references of each, and the scores with the tokenizers "13a" (the default) and "none".
"""

import argparse
import json
import pathlib
import random
import sys

import sacrebleu

FILE = pathlib.Path(__file__).parent / "vectors" / "data" / "bleu.json"


def corpus(seed, count, words, most, references):
    """Texts of random words and punctuation, each a changed copy of its first reference."""
    chance = random.Random(seed)
    vocabulary = [f"w{i}" for i in range(words)] + [".", ",", "l'eau", "3.5", "1,000", "-", "Go!", "vas-tu", "2-3"]
    texts, all_references = [], []
    for _ in range(count):
        sentence = lambda: [chance.choice(vocabulary) for _ in range(chance.randint(1, most))]  # noqa: E731
        own = [sentence() for _ in range(chance.randint(1, references))]
        text = [word for word in own[0] if chance.random() > 0.1]
        text = [chance.choice(vocabulary) if chance.random() < 0.2 else word for word in text]
        texts.append(" ".join(text))
        all_references.append([" ".join(reference) for reference in own])
    return texts, all_references


def cases():
    yield "one right text", ["the cat sat on the mat"], [["the cat sat on the mat"]]
    yield "nothing right", ["a b c d e"], [["f g h i j"]]
    yield "shorter than four tokens", ["Va !", "Cours !"], [["Va !"], ["Courez !"]]
    yield "one token each", ["85", "7"], [["85"], ["8"]]
    yield "empty prediction", ["", "the cat sat on the mat"], [["a cat"], ["the cat sat on a mat"]]
    yield "all empty", ["", ""], [["a"], ["b"]]
    yield "too short", ["the cat"], [["the cat sat on the mat with the dog"]]
    yield "too long", ["the the the the the the the"], [["the cat is on the mat", "there is a cat on the mat"]]
    yield "no four in a row", ["a b c x d e f"], [["a b c y d e f"]]
    yield "no two in a row", ["a x b y c"], [["a b c d e"]]
    yield (
        "closest length",
        ["a b c d e"],
        [["a b c d e f g", "a b c", "a b c d e f"]],
    )
    yield (
        "punctuation, numbers, entities",
        ["Hello, world! It's 3.50 &quot;or&quot; 1,000-2,000 (a/b) <skipped>end...", "x-\ny\nz 5- 6 .5 5. ,a"],
        [["Hello , world ! It 's 3.50 \"or\" 1,000-2,000 (a/b) end ...", "other"], ["xy z 5 - 6 .5 5 . , a"]],
    )
    yield (
        "emoji, right to left, combining, blanks",
        ["👩‍👩‍👧 ok 👍🏽 .", "שלום עולם , כן .", "cafe\u0301 au lait\u3000très\u00a0bon .", "\ufeffa b"],
        [["👩‍👩‍👧 ok 👍🏽."], ["שלום עולם, לא."], ["café au lait très bon."], ["a b"]],
    )
    yield "names of objects", ["__proto__ constructor toString __proto__"], [["__proto__ constructor __proto__"]]
    for seed, (count, words, most, references) in enumerate(
        [(1, 5, 8, 1), (20, 10, 12, 1), (100, 50, 20, 3), (200, 8, 6, 5), (50, 300, 40, 2)]
    ):
        yield f"{count} made texts of {words} words", *corpus(seed, count, words, most, references)


def scored(name, texts, references):
    most = max(len(own) for own in references)
    streams = [[own[i] if i < len(own) else None for own in references] for i in range(most)]
    score = lambda tokens: sacrebleu.corpus_bleu(texts, streams, tokenize=tokens, force=True).score  # noqa: E731
    return {"name": name, "texts": texts, "references": references, "13a": score("13a"), "none": score("none")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    made = [scored(*case) for case in cases()]
    if not parser.parse_args().check:
        FILE.write_text(json.dumps({"sacrebleu": sacrebleu.__version__, "cases": made}, ensure_ascii=True) + "\n")
        return
    committed = json.loads(FILE.read_text())["cases"]
    wrong = [a["name"] for a, b in zip(made, committed, strict=True) if a != b]
    print(f"{FILE.name}: {len(made)} cases, {len(wrong)} of them different {wrong}")
    sys.exit(1 if wrong else 0)


main()
