import { type Document, isAlias, isMap, isPair, isScalar, type LineCounter, type Node, type YAMLMap } from 'yaml';
import type { RawText } from './configuration-file.ts';
import { formatLocation, type Location, type Problem } from './problem.ts';

/** An entry of a map. */
export interface YamlEntry {
  readonly name: string;
  /** The location of the name. */
  readonly location: Location;
  /** The value, which is no alias. */
  readonly value: unknown;
}

/** A YAML document whose nodes are read one by one. What is wrong with them is added to its problems. */
export class YamlSource {
  readonly document: Document;
  readonly problems: Problem[] = [];
  readonly #lines: LineCounter;
  readonly #file: string;

  /** @param file the name of the file in problems */
  constructor(document: Document, lines: LineCounter, file: string) {
    this.document = document;
    this.#lines = lines;
    this.#file = file;
  }

  locationAt(offset: number): Location {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line, column: col };
  }

  locationOf(node: unknown): Location {
    return this.locationAt((node as Node | null)?.range?.[0] ?? 0);
  }

  report(location: Location, message: string): void {
    this.problems.push({ location, message });
  }

  /** The node itself, or what an alias stands for. */
  resolve(node: unknown): unknown {
    if (isScalar(node) && node.anchor !== undefined && isEmpty(node)) {
      this.report(
        this.locationOf(node),
        'there is no value after this anchor: text that starts with & must be in quotes',
      );
    }
    if (!isAlias(node)) return node;
    const target = node.resolve(this.document);
    if (target === undefined) {
      this.report(
        this.locationOf(node),
        'there is no anchor for this alias before it: text that starts with * must be in quotes',
      );
    }
    return target;
  }

  /**
   * The entries of a map. If a name occurs twice, yields the first and reports the second.
   *
   * @param pathOf the path of an entry in problems
   */
  *entriesOf(map: YAMLMap, pathOf: (name: string) => string): Iterable<YamlEntry> {
    const locations = new Map<string, Location>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      const location = this.locationOf(key);
      if (map.flow && value === null) {
        this.report(location, 'there is no value after this name: a value that contains commas must be in quotes');
        continue;
      }
      const first = locations.get(name);
      if (first === undefined) {
        locations.set(name, location);
        yield { name, location, value: this.resolve(value) };
      } else {
        this.report(location, `${pathOf(name)} is already set at ${formatLocation(first)}`);
      }
    }
  }

  /** Reads a plain scalar exactly as written, so that 012345678901 and 1.10 keep their digits; a quoted one unquoted. */
  readText(node: unknown, what: string): RawText | undefined {
    const location = this.locationOf(node);
    if (isScalar(node)) {
      return { text: node.type === 'PLAIN' && node.source !== undefined ? node.source : String(node.value), location };
    }
    this.report(location, `${what} must be a single value, not a ${isMap(node) || isPair(node) ? 'map' : 'list'}`);
    return undefined;
  }
}

/** Whether this is an explicit null, which unsets all keys of a section; a section without content unsets nothing. */
export function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source !== '';
}

export function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}
