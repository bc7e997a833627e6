import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';

/** A control sequence, or a character. */
const tokens = new RegExp(`${String.fromCharCode(27)}\\[([\\d;?]*[A-Za-z])|([\\s\\S])`, 'g');

/** A terminal that shows what is written to it, as a person sees it. */
export class Screen extends Writable {
  readonly isTTY = true;
  readonly rows = 40;
  readonly columns: number;
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns = 100) {
    super({ decodeStrings: false });
    this.columns = columns;
  }

  /** What the terminal shows now, without styles. */
  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join('\n');
  }

  cursorTo(x: number): boolean {
    return cursorTo(this, x);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }

  getColorDepth(): number {
    return 1;
  }

  override _write(chunk: string, _: BufferEncoding, callback: () => void): void {
    for (const [token, sequence, character] of chunk.matchAll(tokens)) {
      if (sequence !== undefined) this.#control(sequence);
      else this.#put(character ?? token);
    }
    callback();
  }

  #control(sequence: string): void {
    const count = Number.parseInt(sequence, 10);
    const command = sequence.at(-1);
    const line = this.#lines[this.#row] ?? '';
    if (command === 'G') this.#column = count - 1;
    if (command === 'A') this.#row -= count;
    if (command === 'B') this.#row += count;
    if (command === 'K') this.#lines[this.#row] = count === 2 ? '' : line.slice(0, this.#column);
  }

  #put(character: string): void {
    if (character === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#lines[this.#row] ??= '';
      return;
    }
    if (this.#column === this.columns) this.#put('\n');
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }
}
