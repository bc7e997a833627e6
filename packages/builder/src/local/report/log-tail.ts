/** The size of the log tail that `X-Amz-Log-Type: Tail` requests. */
const TAIL_BYTES = 4096;

/** How much of a log is kept. */
const KEPT_BYTES = 1024 * 1024;

/** The last lines of an invocation's log. */
export class LogTail {
  readonly #lines: string[] = [];
  /** Where the lines that are kept begin. Others are removed together, because that moves all that follow. */
  #start = 0;
  #length = 0;
  #lost = 0;

  append(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    // A line has at least as many bytes as UTF-16 units, so the dropped lines are outside the tail.
    for (;;) {
      const first = (this.#lines[this.#start]?.length ?? 0) + 1;
      if (this.#length - first <= KEPT_BYTES) break;
      this.#length -= first;
      this.#lines[this.#start++] = '';
      this.#lost++;
    }
    if (this.#start <= this.#lines.length / 2) return;
    this.#lines.splice(0, this.#start);
    this.#start = 0;
  }

  /** The tail in base64, for the header `X-Amz-Log-Result`. */
  toBase64(): string {
    const text = Buffer.from(this.lines.map((line) => `${line}\n`).join(''));
    return text.subarray(Math.max(0, text.length - TAIL_BYTES)).toString('base64');
  }

  get lines(): readonly string[] {
    return this.#lines.slice(this.#start);
  }

  /** How many lines before them are not kept. */
  get lost(): number {
    return this.#lost;
  }

  /** The characters of its lines, with line breaks. */
  get length(): number {
    return this.#length;
  }
}
