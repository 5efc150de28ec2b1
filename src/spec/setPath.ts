import { UserError } from './errors';

/**
 * Sets one value in a JSON object by a dotted path, as `--set model.layers.0.cell=lstm` does, and returns a new object.
 * The text is read as JSON where it is JSON (numbers, true, null, arrays, objects), as a string otherwise.
 * Missing objects on the way are made, and lists where the path asks for their first entry; a list can be extended by one
 * at its end.
 *
 * @throws UserError when the path is empty, leads through a value that is not an object or list, or names a prototype
 */
export function setPath(target: unknown, path: string, text: string): unknown {
  const keys = path.split('.');
  if (keys.some((key) => key === '' || key === '__proto__' || key === 'prototype' || key === 'constructor')) {
    throw new UserError(`"${path}" is not a path into an experiment`, 'Write it like training.epochs=50.', { path });
  }
  return setAt(target, keys, parseText(text), path);
}

function setAt(given: unknown, keys: readonly string[], value: unknown, path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const target = key === '0' ? (given ?? []) : given;
  if (Array.isArray(target)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index > target.length) {
      const size = target.length === 1 ? '1 entry' : `${target.length} entries`;
      throw new UserError(`"${path}": ${key} is not a place in a list of ${size}`, `Use 0 to ${target.length}.`, {
        path,
      });
    }
    const copy: unknown[] = [...(target as unknown[])];
    copy[index] = setAt(copy[index], rest, value, path);
    return copy;
  }
  if (target === undefined || target === null || typeof target === 'object') {
    const object = (target ?? {}) as Record<string, unknown>;
    return { ...object, [key]: setAt(Object.hasOwn(object, key) ? object[key] : undefined, rest, value, path) };
  }
  throw new UserError(`"${path}" leads through a value that has no fields`, 'Check the path against experiment.json.', {
    path,
  });
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
