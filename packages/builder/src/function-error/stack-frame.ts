import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A line of a stack. */
export interface StackFrame {
  /** Such as `at totalOf (src/stock.ts:7:22)`, with a path that is relative to the working directory. */
  readonly text: string;
  /** Where it is, as V8 writes it. */
  readonly location: string;
  /** The user's code (`own`), `Node`, or the name of a package. */
  readonly origin: string;
  /** Where it is. Undefined if it is not in a file. */
  readonly position: SourcePosition | undefined;
}

/** A position in a file. Lines and columns count from 1. */
export interface SourcePosition {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Whether a line of text is a line of a stack: a frame, or what Node writes for frames that repeat those of a cause. */
export function isStackLine(line: string): boolean {
  return /^\s*(at |\.\.\. \d+ lines matching cause stack trace \.\.\.)/.test(line);
}

/**
 * Parses a line of a stack. The paths of V8 are URLs for modules; source maps have both.
 *
 * @param directory what paths are relative to
 */
export function parseFrame(line: string, directory = process.cwd()): StackFrame {
  const text = line.trim();
  const [, start = '', location = '', end = ''] = /^(at (?:async )?(?:.*\()?)(.*?)(\)?)$/.exec(text) ?? [];
  const [, place = '', row, column] = /^(.*?):(\d+):(\d+)$/.exec(location) ?? [];
  const path = pathOf(place);
  if (path === undefined) return { text, location, origin: 'Node', position: undefined };
  return {
    text: `${start}${shownPath(path, directory)}:${row}:${column}${end}`,
    location,
    origin: originOf(path),
    position: { path, line: Number(row), column: Number(column) },
  };
}

/**
 * Removes the name of a function of our packages from a line of a stack. Their code is minified, and even with source
 * maps, Node has the original name of a function only if the next frame of the stack is known.
 */
export function withoutMinifiedName(line: string): string {
  if (!/^\s*at /.test(line)) return line;
  const { origin, location } = parseFrame(line);
  return origin.startsWith('@alr/') ? `at ${location}` : line;
}

/** The position that precedes the source of a syntax error, such as `src/stock.ts:7`. */
export function shownPosition(text: string, directory = process.cwd()): string {
  const [, place = '', line = ''] = /^(.*):(\d+)$/.exec(text) ?? [];
  const path = pathOf(place);
  return path === undefined ? text : `${shownPath(path, directory)}:${line}`;
}

function shownPath(path: string, directory: string): string {
  const shown = relative(directory, path);
  return shown === '' || shown.startsWith(join('..', '..', '..')) ? path : shown;
}

/** The path of a file. Undefined for the modules of Node, `native` and `<anonymous>`. */
function pathOf(place: string): string | undefined {
  if (!place.startsWith('file:')) return isAbsolute(place) ? place : undefined;
  try {
    return fileURLToPath(place);
  } catch {
    return undefined;
  }
}

function originOf(path: string): string {
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
  return name?.replace('\\', '/') ?? linkedPackage(dirname(path)) ?? 'own';
}

const ourPackages = ['@alr/runtime', '@alr/event', '@alr/writer', '@alr/context'];
const linkedPackages = new Map<string, string | undefined>();

/** The package of ours that a folder belongs to. Packages that are linked are not in `node_modules`. */
function linkedPackage(folder: string): string | undefined {
  if (!linkedPackages.has(folder)) linkedPackages.set(folder, findLinkedPackage(folder));
  return linkedPackages.get(folder);
}

function findLinkedPackage(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  const parent = resolve(folder, '..');
  if (!existsSync(manifest)) return parent === folder ? undefined : linkedPackage(parent);
  try {
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
    return ourPackages.find((ours) => ours === name);
  } catch {
    return undefined;
  }
}
