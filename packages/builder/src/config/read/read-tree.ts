import { isMap, isScalar, isSeq } from 'yaml';
import { describePath, isLeaf, type PatternPath } from '../../events/patterns/pattern.ts';
import type { RawTree } from './configuration-file.ts';
import type { Location } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

/**
 * Reads maps, lists and values as YAML means them: 300 is a number, and "300" is a text.
 *
 * @param path what the structure is called in problems
 */
export function readTree(source: YamlSource, root: unknown, path: string): RawTree | undefined {
  const open = new Set<unknown>();

  function read(node: unknown, steps: PatternPath): RawTree | undefined {
    const location = source.locationOf(node);
    if (open.has(node)) {
      source.report(location, `${describePath(path, steps)} contains itself`);
      return undefined;
    }
    open.add(node);
    const tree = readOpen(node, steps, location);
    open.delete(node);
    return tree;
  }

  function readOpen(node: unknown, steps: PatternPath, location: Location): RawTree | undefined {
    if (isSeq(node)) {
      const items = node.items.map((item, index) => read(source.resolve(item), [...steps, index]));
      return items.includes(undefined)
        ? undefined
        : { kind: 'list', items: items.filter((item) => item !== undefined), location };
    }
    if (isMap(node)) {
      const entries = new Map<string, RawTree>();
      for (const { name, value } of source.entriesOf(node, (entry) => describePath(path, [...steps, entry]))) {
        const tree = read(value, [...steps, name]);
        if (tree === undefined) return undefined;
        entries.set(name, tree);
      }
      return { kind: 'map', entries, location };
    }
    const value = isScalar(node) ? node.value : null;
    if (isLeaf(value) && !(typeof value === 'number' && !Number.isFinite(value)))
      return { kind: 'leaf', value, location };
    source.report(location, `${describePath(path, steps)} must be text, a number, true, false or null`);
    return undefined;
  }

  return read(root, []);
}

/** The location of the part of a structure at a path; of the nearest part around it if there is none. */
export function locationIn(tree: RawTree, [step, ...below]: PatternPath): Location {
  if (step === undefined || tree.kind === 'leaf') return tree.location;
  const part = tree.kind === 'list' ? tree.items[Number(step)] : tree.entries.get(String(step));
  return part === undefined ? tree.location : locationIn(part, below);
}
