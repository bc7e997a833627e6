import { type EventPattern, isJsonObject, type JsonValue, type Leaf } from './pattern.ts';

/** Which element of each array a value is in, by the number of the array. */
type Elements = ReadonlyMap<number, number>;

/** A value of an event, and the elements of arrays that contain it. */
interface EventValue {
  readonly value: Leaf;
  readonly elements: Elements;
}

/** The values of an event by the names of their fields, joined by dots. */
type EventValues = ReadonlyMap<string, readonly EventValue[]>;

/**
 * Whether an event matches a pattern, as in EventBridge. A field matches if any of its values does. If several fields are
 * in the same array, they have to match in the same element of it. A field whose value is an object, or an empty list,
 * does not exist as far as patterns are concerned.
 */
export function matchEvent(pattern: EventPattern, event: JsonValue): boolean {
  return isJsonObject(event) && matchesFrom([pattern], valuesOf(event), new Map());
}

/** Whether an event matches all of these patterns, with values that are in these elements or in other arrays. */
function matchesFrom(patterns: readonly EventPattern[], values: EventValues, elements: Elements): boolean {
  const [first, ...others] = patterns;
  if (first === undefined) return true;
  const [field, ...fields] = first.fields;
  if (field !== undefined) {
    const rest = [{ ...first, fields }, ...others];
    const candidates = values.get(field.name) ?? [];
    if (candidates.length === 0) return field.matchers.includes('absent') && matchesFrom(rest, values, elements);
    const tried = new Set<string>();
    return candidates.some((candidate) => {
      if (!field.matchers.some((matcher) => matcher !== 'absent' && matcher(candidate.value))) return false;
      const union = unionOf(elements, candidate.elements);
      if (union === undefined) return false;
      // Values in the same elements of arrays lead to the same result.
      const id = JSON.stringify([...union]);
      if (tried.has(id)) return false;
      tried.add(id);
      return matchesFrom(rest, values, union);
    });
  }
  const [choice, ...alternatives] = first.alternatives;
  if (choice === undefined) return matchesFrom(others, values, elements);
  const rest = [{ ...first, alternatives }, ...others];
  return choice.some((alternative) => matchesFrom([alternative, ...rest], values, elements));
}

/** The elements of both; undefined if they are different elements of the same array. */
function unionOf(some: Elements, more: Elements): Elements | undefined {
  const union = new Map(some);
  for (const [array, element] of more) {
    if ((union.get(array) ?? element) !== element) return undefined;
    union.set(array, element);
  }
  return union;
}

function valuesOf(event: JsonValue): EventValues {
  const values = new Map<string, EventValue[]>();
  let arrays = 0;

  function visit(value: JsonValue, name: string, elements: Elements): void {
    if (Array.isArray(value)) {
      const array = arrays;
      arrays += 1;
      for (const [index, item] of (value as readonly JsonValue[]).entries()) {
        // Plain values of one array belong together: no other field can be in the same element.
        const isPlain = typeof item !== 'object' || item === null;
        visit(item, name, isPlain ? elements : new Map([...elements, [array, index]]));
      }
    } else if (isJsonObject(value)) {
      for (const [below, item] of Object.entries(value)) {
        visit(item, name === '' ? below : `${name}.${below}`, elements);
      }
    } else {
      const others = values.get(name) ?? [];
      values.set(name, [...others, { value: value as Leaf, elements }]);
    }
  }

  visit(event, '', new Map());
  return values;
}
