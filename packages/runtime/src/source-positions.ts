import type { SourceMap } from 'node:module';

const { readFileSync } = process.getBuiltinModule('node:fs');
const { dirname, resolve } = process.getBuiltinModule('node:path');

/** A place in a file, as stacks tell it; a module's file is a URL there. */
const PLACE = /(file:\/\/)?(\/[^\s():]+):(\d+):(\d+)/g;
const MAP_COMMENT = /\n\/\/# sourceMappingURL=(\S+)\s*$/;

/** Let go of where memory is short: the map of a large bundle takes more than the bundle. */
const maps = new Map<string, WeakRef<SourceMap>>();

/**
 * Gives the places of a stack in the files that were written, where a bundle or what a compiler made has a source map.
 * So that nothing has to be read before an error is there: Node's own `--enable-source-maps` reads every map as the
 * process starts, which takes longer than the runtime's start does.
 */
export function toSources(stack: string): string {
  return stack.replace(PLACE, (place, scheme: string | undefined, path: string, line: string, column: string) => {
    try {
      const file = scheme === undefined ? path : decodeURIComponent(path);
      const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
      if (origin === undefined || !('fileName' in origin)) return place;
      return `${resolve(dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
    } catch {
      // Without its map, or with one that can't be read, it is told where it is in the file that ran.
      return place;
    }
  });
}

function mapOf(file: string): SourceMap | undefined {
  const known = maps.get(file)?.deref();
  if (known !== undefined) return known;
  const url = MAP_COMMENT.exec(readFileSync(file, 'utf8'))?.[1];
  if (url === undefined) return undefined;
  const { SourceMap } = process.getBuiltinModule('node:module');
  const map = new SourceMap(JSON.parse(readMap(url, file)));
  maps.set(file, new WeakRef(map));
  return map;
}

function readMap(url: string, file: string): string {
  const [, inlined] = /^data:application\/json;(?:charset=utf-8;)?base64,(.*)$/.exec(url) ?? [];
  return inlined === undefined
    ? readFileSync(resolve(dirname(file), decodeURIComponent(url)), 'utf8')
    : Buffer.from(inlined, 'base64').toString();
}
