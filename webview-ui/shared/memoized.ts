interface Option {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

const lists = new Map<string, Option[]>();

/** The same array for the same options: a select forgets which option is active when it gets a new list. */
export function memoized(options: readonly Option[]): Option[] {
  const key = JSON.stringify(options);
  let list = lists.get(key);
  if (!list) {
    list = [...options];
    lists.set(key, list);
  }
  return list;
}
