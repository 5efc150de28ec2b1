/**
 * Sizes as `create_model` says them: numbers as they are, what the program counts by the name of an argument. Arguments
 * come in the order in which they are first used.
 */
export class SizeArguments {
  private readonly given = new Map<string, string>();

  /**
   * @param name of the argument: `classes`
   * @param value Python expression that holds in `main`: `12`, `len(classes)`
   * @returns what the size is inside the function
   */
  use(name: string, value: string): string {
    if (/^\d+$/.test(value)) return value;
    this.given.set(name, value);
    return name;
  }

  /** Names for `def create_model(…)`. */
  get parameters(): string[] {
    return [...this.given.keys()];
  }

  /** `name=value` each, for the call. */
  get values(): string[] {
    return [...this.given].map(([name, value]) => `${name}=${value}`);
  }
}
