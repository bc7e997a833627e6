/** The size of the log tail that `X-Amz-Log-Type: Tail` requests. */
const TAIL_BYTES = 4096;

/** How much of a log is kept. */
const KEPT_BYTES = 1024 * 1024;

/** The last lines of an invocation's log. */
export class LogTail {
  readonly #lines: string[] = [];
  #length = 0;

  append(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    // A line has at least as many bytes as UTF-16 units, so the dropped lines are outside the tail.
    while (this.#length - (this.#lines[0]?.length ?? 0) - 1 > KEPT_BYTES) {
      this.#length -= (this.#lines.shift()?.length ?? 0) + 1;
    }
  }

  /** The tail in base64, for the header `X-Amz-Log-Result`. */
  toBase64(): string {
    const text = Buffer.from(this.#lines.map((line) => `${line}\n`).join(''));
    return text.subarray(Math.max(0, text.length - TAIL_BYTES)).toString('base64');
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The characters of its lines, with line breaks. */
  get length(): number {
    return this.#length;
  }
}
