import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** Replaces positions in a built bundle with those in its sources, in texts that the function has made of a stack. */
export class BundlePositions {
  readonly #folder: string;
  readonly #pattern: RegExp;
  /** By file; null if the file has no map. */
  readonly #maps = new Map<string, SourceMap | null>();

  constructor(folder: string) {
    this.#folder = folder;
    const escaped = folder.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    this.#pattern = new RegExp(String.raw`(?:file://)?${escaped}[\\/]([^\s():"']+\.js):(\d+):(\d+)`, 'g');
  }

  toSources(text: string): string {
    // Most texts name no file of the bundle.
    if (!text.includes(this.#folder)) return text;
    return text.replaceAll(this.#pattern, (position: string, file: string, line: string, column: string) => {
      const path = join(this.#folder, file);
      const origin = this.#mapOf(path)?.findOrigin(Number(line), Number(column));
      if (origin === undefined || !('fileName' in origin)) return position;
      return `${resolve(dirname(path), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
    });
  }

  #mapOf(path: string): SourceMap | null {
    const known = this.#maps.get(path);
    if (known !== undefined) return known;
    const map = readMap(`${path}.map`);
    this.#maps.set(path, map);
    return map;
  }
}

function readMap(path: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The text can name any file.
    return null;
  }
}
