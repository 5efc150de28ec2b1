/** Sets one value in a JSON tree by a dotted path and returns a new tree; lists are indexed, objects are copied. */
export function setAt(target: unknown, path: string, value: unknown): unknown {
  return set(target, path.split('.'), value);
}

function set(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    const copy: unknown[] = [...(target as unknown[])];
    copy[Number(key)] = set(copy[Number(key)], rest, value);
    return copy;
  }
  const object = (target ?? {}) as Record<string, unknown>;
  return { ...object, [key]: set(object[key], rest, value) };
}

/** The value at a dotted path, or undefined. */
export function getAt(target: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value === null || value === undefined ? undefined : at(value, key)), target);
}

function at(value: unknown, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}

/** The text at a dotted path, as a select needs it; empty where there is none. */
export function textAt(target: unknown, path: string): string {
  const value = getAt(target, path);
  return typeof value === 'string' ? value : '';
}
