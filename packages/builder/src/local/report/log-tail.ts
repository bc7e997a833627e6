/** How much of the log the platform hands back with `X-Amz-Log-Type: Tail`, in bytes. */
export const TAIL_BYTES = 4096;

/** The end of an invocation's log. */
export class LogTail {
  #lines: string[] = [];
  #length = 0;

  append(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    // A line's length in UTF-16 units is never more than its bytes: what is dropped here was out of the tail.
    while (this.#length - (this.#lines[0]?.length ?? 0) - 1 > TAIL_BYTES) {
      this.#length -= (this.#lines.shift()?.length ?? 0) + 1;
    }
  }

  /** The last 4 KB, in base64, as the header `X-Amz-Log-Result` has it. */
  toBase64(): string {
    const text = Buffer.from(this.#lines.map((line) => `${line}\n`).join(''));
    return text.subarray(Math.max(0, text.length - TAIL_BYTES)).toString('base64');
  }

  /** The lines that are kept. */
  get lines(): readonly string[] {
    return this.#lines;
  }
}
