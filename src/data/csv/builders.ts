import { GrowingFloat64, GrowingTexts } from './growing';
import { isMissing } from './missing';
import type { Misfit } from '../table';
import { timeReaders, type TextTimeFormat } from '../time/timeFormats';
import { TextCodes } from './textCodes';

/** What a column is read as in one pass over the file. `skip`: it has been read in an earlier pass. */
export type ColumnPlan =
  | { readonly kind: 'numeric' }
  | { readonly kind: 'time'; readonly format: TextTimeFormat }
  /** `fixed`: text whatever it looks like; only an empty cell is missing, and all texts are kept. */
  | { readonly kind: 'text'; readonly fixed?: boolean }
  | { readonly kind: 'skip' };

/** Misfits kept for messages, and for finding out that the numbers are written another way than the head showed. */
const keptMisfits = 50;

class Misfits {
  readonly kept: Misfit[] = [];
  count = 0;

  add(text: string, line: number): void {
    this.count++;
    if (this.kept.length < keptMisfits)
      this.kept.push({ line, text: text.length > 80 ? `${text.slice(0, 79)}…` : text });
  }
}

export class NumberBuilder {
  readonly kind = 'numeric';
  readonly values = new GrowingFloat64();
  readonly misfits = new Misfits();
  missing = 0;
  infinite = 0;
  firstInfiniteLine: number | null = null;
  readonly #read: (text: string) => number;

  constructor(read: (text: string) => number) {
    this.#read = read;
  }

  /** @param text trimmed */
  add(text: string, line: number): void {
    const value = this.#read(text);
    this.values.push(value);
    if (Number.isNaN(value)) {
      if (isMissing(text)) this.missing++;
      else this.misfits.add(text, line);
    } else if (value === Infinity || value === -Infinity) {
      this.infinite++;
      this.firstInfiniteLine ??= line;
    }
  }
}

export class TimeBuilder {
  readonly kind = 'time';
  readonly values = new GrowingFloat64();
  readonly texts = new GrowingTexts();
  readonly misfits = new Misfits();
  missing = 0;
  readonly #read: (text: string) => number;

  constructor(readonly format: TextTimeFormat) {
    this.#read = timeReaders[format];
  }

  add(text: string, line: number): void {
    const value = this.#read(text);
    this.values.push(value);
    this.texts.push(text);
    if (!Number.isNaN(value)) return;
    if (isMissing(text)) this.missing++;
    else this.misfits.add(text, line);
  }

  /** A cell whose time has been read from the bytes. */
  addKnown(value: number, bytes: Uint8Array, from: number, to: number): void {
    this.values.push(value);
    this.texts.pushBytes(bytes, from, to);
  }
}

export class TextBuilder {
  readonly kind = 'text';
  readonly codes: TextCodes;

  constructor(readonly fixed: boolean) {
    this.codes = new TextCodes(fixed);
  }

  add(text: string): void {
    this.codes.add(text);
  }
}

export class SkipBuilder {
  readonly kind = 'skip';

  add(): void {
    // Read in an earlier pass.
  }
}

export type ColumnBuilder = NumberBuilder | TimeBuilder | TextBuilder | SkipBuilder;

export function columnBuilder(plan: ColumnPlan, readNumber: (text: string) => number): ColumnBuilder {
  switch (plan.kind) {
    case 'numeric':
      return new NumberBuilder(readNumber);
    case 'time':
      return new TimeBuilder(plan.format);
    case 'text':
      return new TextBuilder(plan.fixed ?? false);
    case 'skip':
      return new SkipBuilder();
  }
}
