import type { SourceMap } from 'node:module';

const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
const { dirname, resolve } = process.getBuiltinModule('node:path');

/** A frame with the place that it tells, in a script; a module's file is a URL. What the console adds may follow. */
const FRAME = /^( *at (?:.* \()?(?:async )?)(file:\/\/)?(\/[^()]+\.[cm]?js):(\d+):(\d+)(\)?(?: \{)?)$/;
/** A message may bring lines of its own: what is longer than any path is none of ours, nor what follows so many frames. */
const MAX_FRAME_LENGTH = 1000;
const MAX_FRAMES = 100;
const MAP_COMMENT = '\n//# sourceMappingURL=';

/** By file; null where there is none. Let go of where memory is short: that of a large bundle takes more than the bundle. */
const maps = new Map<string, WeakRef<SourceMap> | null>();

/**
 * Gives the frames of a stack their places in the files that were written, where a bundle or what a compiler made has a
 * source map. So that nothing has to be read before an error is there: Node's own `--enable-source-maps` reads every map
 * as the process starts, which takes longer than the runtime's start does.
 */
export function toSources(stack: string): string {
  let left = MAX_FRAMES;
  const toSource = (line: string): string => {
    const frame = left > 0 && line.length <= MAX_FRAME_LENGTH ? FRAME.exec(line) : null;
    if (frame === null) return line;
    left -= 1;
    const [, before, scheme, path = '', lineNumber, column, after] = frame;
    const source = sourceOf(scheme === undefined ? path : decode(path), Number(lineNumber), Number(column));
    return source === undefined ? line : `${before}${source}${after}`;
  };
  return stack.split('\n').map(toSource).join('\n');
}

function sourceOf(file: string, line: number, column: number): string | undefined {
  const origin = mapOf(file)?.findOrigin(line, column);
  if (origin === undefined || !('fileName' in origin)) return undefined;
  return `${resolve(dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
}

function mapOf(file: string): SourceMap | undefined {
  const known = maps.get(file);
  if (known === null) return undefined;
  const kept = known?.deref();
  // A text can name any path: only files are read, and only those are remembered.
  if (kept !== undefined || !isFile(file)) return kept;
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

/** Undefined too for a map that can't be read: then a frame tells where it is in the file that ran. */
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
    const { SourceMap } = process.getBuiltinModule('node:module');
    return new SourceMap(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** A part of a URL as a path; as it is where it isn't encoded as it should be. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
