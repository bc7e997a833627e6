import type { StreamSink } from '../src/index.ts';

/** A sink that records what it is given. A slow one accepts more only after a call of `read()`. */
export class ArraySink implements StreamSink {
  readonly writes: (readonly Uint8Array[])[] = [];
  readonly starts: string[] = [];
  readonly isSlow: boolean;
  fail!: (error: unknown) => void;
  isEnded = false;
  #unread = Promise.withResolvers<void>();
  readonly #accepted: Promise<void>;

  constructor({ isSlow = false, accepted = Promise.resolve() }: { isSlow?: boolean; accepted?: Promise<void> } = {}) {
    this.isSlow = isSlow;
    this.#accepted = accepted;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.writes.flat());
  }

  start(contentType: string, fail: (error: unknown) => void): void {
    this.starts.push(contentType);
    this.fail = fail;
  }

  write(parts: readonly Uint8Array[]): Promise<void> | undefined {
    this.writes.push(parts);
    return this.isSlow ? this.#unread.promise : undefined;
  }

  end(): Promise<void> {
    this.isEnded = true;
    return this.#accepted;
  }

  /** Accepts everything that has been written so far. */
  read(): void {
    this.#unread.resolve();
    this.#unread = Promise.withResolvers();
  }
}
