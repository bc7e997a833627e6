/** The head of an HTTP response that a function has streamed. */
export interface HttpHead {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly cookies?: readonly string[];
}

const headNames = new Set(['statusCode', 'headers', 'cookies']);
/** What separates the head from the body. */
const separator = Buffer.alloc(8);
/** A stream that goes on for longer without the separator has no head. */
const HEAD_LIMIT_BYTES = 128 * 1024;

/**
 * Splits a response that begins with the head of an HTTP response as JSON. Any other response is passed on as soon as it
 * is clear that it is one, because it may be a stream that is slow.
 */
export class HttpHeadSplitter {
  readonly #onHead: (head: HttpHead) => void;
  readonly #onBody: (chunk: Uint8Array) => void;
  /** What has arrived of a possible head. Undefined after the head. */
  #start: Buffer | undefined = Buffer.alloc(0);

  constructor(onHead: (head: HttpHead) => void, onBody: (chunk: Uint8Array) => void) {
    this.#onHead = onHead;
    this.#onBody = onBody;
  }

  write(chunk: Uint8Array): void {
    if (this.#start === undefined) {
      this.#onBody(chunk);
      return;
    }
    this.#start = Buffer.concat([this.#start, chunk]);
    const end = this.#start.indexOf(separator);
    const head = end === -1 ? undefined : parseHead(this.#start.toString('utf8', 0, end));
    if (head !== undefined) {
      const body = this.#start.subarray(end + separator.length);
      this.#start = undefined;
      this.#onHead(head);
      if (body.length > 0) this.#onBody(body);
    } else if (end !== -1 || !mayBeHead(this.#start)) {
      this.end();
    }
  }

  /** Passes on what is left, which is no head. */
  end(): void {
    const rest = this.#start;
    this.#start = undefined;
    if (rest !== undefined && rest.length > 0) this.#onBody(rest);
  }
}

/** Whether these bytes can be the start of a head: an object that is not complete, or that has only its properties. */
function mayBeHead(bytes: Buffer): boolean {
  if (bytes.length > HEAD_LIMIT_BYTES) return false;
  const text = bytes.toString().replace(/\0+$/, '');
  const [, name] = /^\{\s*"(\w*)"/.exec(text) ?? [];
  if (name === undefined) return /^\{?\s*("\w*)?$/.test(text) || /^\{\s*\}$/.test(text);
  return headNames.has(name) && !isOther(text);
}

/** Whether a text is complete JSON, but not that of a head. */
function isOther(text: string): boolean {
  try {
    JSON.parse(text);
  } catch {
    return false;
  }
  return parseHead(text) === undefined;
}

function parseHead(text: string): HttpHead | undefined {
  try {
    const head: unknown = JSON.parse(text);
    if (typeof head !== 'object' || head === null) return undefined;
    return Object.keys(head).every((name) => headNames.has(name)) ? head : undefined;
  } catch {
    return undefined;
  }
}
