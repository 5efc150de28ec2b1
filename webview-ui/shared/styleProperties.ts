import { noChange } from 'lit';
import { Directive, type ElementPart, directive } from 'lit/directive.js';

/**
 * Sets style properties through the CSSOM: `<div ${styleProperties({ width: '3ch' })}>`. Lit's own `styleMap` writes
 * a `style` attribute on the first render, which a content policy without 'unsafe-inline' blocks.
 */
class StyleProperties extends Directive {
  override render(_properties: Readonly<Record<string, string>>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [properties]: [Readonly<Record<string, string>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return noChange;
  }
}

export const styleProperties = directive(StyleProperties);
