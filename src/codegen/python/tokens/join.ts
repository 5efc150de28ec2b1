import type { Pipeline } from '../../pipeline';

/** `join(tokens)`: the text of tokens. */
export function join({ experiment: { model } }: Pipeline): { constants: string[]; functions: string[] } {
  if (model.tokens?.level === 'character') {
    return { constants: [], functions: ['def join(tokens):\n    return "".join(tokens)'] };
  }
  return {
    constants: [
      'CLOSING = regex.compile(r"[.,!?;:…%)\\]}»”’、。，！？\\-‐‑]+")',
      'OPENING = regex.compile(r"[(\\[{«“‘¿¡\\-‐‑]+")',
    ],
    functions: [
      `def join(tokens):
    """Puts words together: with blanks between them, but for punctuation."""
    text = ""
    glued = True
    for token in tokens:
        text += token if glued or CLOSING.fullmatch(token) else f" {token}"
        glued = OPENING.fullmatch(token)
    return text`,
    ],
  };
}
