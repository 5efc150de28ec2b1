import { noChange } from 'lit';
import { Directive, type ElementPart, directive } from 'lit/directive.js';

export interface Description {
  /** What the field means, and what is wrong with it. */
  readonly description: string;
  readonly invalid: boolean;
  /** Name of the control, where the library does not pass one on. */
  readonly label?: string;
  readonly inputMode?: 'numeric' | 'decimal';
}

/**
 * Tells assistive technology about the real control inside a vscode-elements field. An `aria-describedby` cannot point
 * out of the element's shadow root, so the words themselves are set.
 */
class Describe extends Directive {
  override render(_description: Description): unknown {
    return noChange;
  }

  override update(part: ElementPart, [description]: [Description]): unknown {
    const host = part.element as HTMLElement & { updateComplete?: Promise<unknown> };
    void host.updateComplete?.then(() => {
      const control = host.shadowRoot?.querySelector('input, [role="combobox"]') ?? host;
      // The library's input is square inside a rounded border, and covers its corners.
      if (control instanceof HTMLInputElement && control.type === 'text') control.style.borderRadius = '3px';
      control.setAttribute('aria-invalid', String(description.invalid));
      if (description.description) control.setAttribute('aria-description', description.description);
      else control.removeAttribute('aria-description');
      if (description.label) control.setAttribute('aria-label', description.label);
      if (description.inputMode) control.setAttribute('inputmode', description.inputMode);
    });
    return noChange;
  }
}

export const describe = directive(Describe);
