import type { Pipeline } from '../../pipeline';
import { lines } from '../lines';

/** `joinTokens(tokens)`: a text again. */
export function joinFunction({ level }: NonNullable<Pipeline['experiment']['model']['tokens']>): string {
  if (level === 'character') {
    return lines('function joinTokens(tokens: string[]): string {', '  return tokens.join("");', '}');
  }
  return `// No blank before these, and none after those.
const CLOSING = /^[.,!?;:…%)\\]}»”’、。，！？\\-‐‑]+$/u;
const OPENING = /^[([{«“‘¿¡\\-‐‑]+$/u;

/** Words with blanks between them, but for punctuation. */
function joinTokens(tokens: string[]): string {
  let text = "";
  let glued = true;
  for (const token of tokens) {
    text += glued || CLOSING.test(token) ? token : \` \${token}\`;
    glued = OPENING.test(token);
  }
  return text;
}`;
}
