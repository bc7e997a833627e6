import type { SourceMap } from 'node:module';
import { builtin } from '../node/builtins.ts';

const { readFileSync, statSync } = builtin('node:fs');
const { dirname, resolve } = builtin('node:path');

/**
 * A stack frame with a position in a script. The file of an ES module is a URL. The console's formatting can add ` {` or
 * a comma at the end.
 */
const framePattern = /^( *at (?:.*? \()?(?:async )?)(file:\/\/)?(\/.+\.[cm]?js):(\d+):(\d+)(\)?(?: \{|,)?)$/;
/** A message can add any number of lines of any length to the stack. The limits keep the work bounded. */
const MAX_FRAME_LENGTH = 1000;
const MAX_FRAMES = 100;
/** The escape keeps debuggers from taking the text of this file for such a comment. */
const MAP_COMMENT = '\n//#\x20sourceMappingURL=';

/**
 * Source maps by file; null if the file has none. Weak references let the garbage collector free them: the map of a large
 * bundle takes more memory than the bundle.
 */
const maps = new Map<string, WeakRef<SourceMap> | null>();

/**
 * Replaces the positions in a stack's frames with those in the original sources, if the file that ran has a source map.
 * A map is read when the first error needs it. Node's `--enable-source-maps` reads every map as the process starts, which
 * takes longer than the start of the runtime itself (docs/decisions/008).
 */
export function toSourcePositions(stack: string): string {
  let framesLeft = MAX_FRAMES;
  const toSourcePosition = (line: string): string => {
    const frame = framesLeft > 0 && line.length <= MAX_FRAME_LENGTH ? framePattern.exec(line) : null;
    if (frame === null) return line;
    framesLeft -= 1;
    const [, before, scheme, path = '', lineNumber, column, after] = frame;
    const source = findSource(scheme === undefined ? path : decode(path), Number(lineNumber), Number(column));
    return source === undefined ? line : `${before}${source}${after}`;
  };
  return stack.split('\n').map(toSourcePosition).join('\n');
}

function findSource(file: string, line: number, column: number): string | undefined {
  const origin = loadMap(file)?.findOrigin(line, column);
  if (origin === undefined || !('fileName' in origin)) return undefined;
  return `${resolve(dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
}

function loadMap(file: string): SourceMap | undefined {
  const reference = maps.get(file);
  if (reference === null) return undefined;
  const cached = reference?.deref();
  // The text of a message can name any path, such as a device. Only regular files are read and cached.
  if (cached !== undefined || !isFile(file)) return cached;
  const map = readMap(file);
  maps.set(file, map === undefined ? null : new WeakRef(map));
  return map;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Undefined if there is no map or it cannot be read. The frame then keeps its position in the file that ran. */
function readMap(file: string): SourceMap | undefined {
  try {
    const script = readFileSync(file, 'utf8');
    const start = script.lastIndexOf(MAP_COMMENT);
    const url = script.slice(start + MAP_COMMENT.length).trim();
    if (start === -1 || /\s/.test(url)) return undefined;
    const [, inlined] = /^data:application\/json;(?:charset=utf-8;)?base64,(.*)$/.exec(url) ?? [];
    const json =
      inlined === undefined
        ? readFileSync(resolve(dirname(file), decode(url)), 'utf8')
        : Buffer.from(inlined, 'base64').toString();
    const { SourceMap } = builtin('node:module');
    return new SourceMap(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Decodes part of a URL as a path. Returns it unchanged if it is not validly encoded. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
