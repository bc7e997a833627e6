/** A number that JavaScript cannot hold, as it is written. */
export class ExactNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toString(): string {
    return this.digits;
  }

  /** Is written as it was read. */
  toJSON(): unknown {
    return rawJson(this.digits);
  }
}

// The types of TypeScript do not have these yet.
const { rawJSON: rawJson, parse } = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown;
};

/** Has many digits, or an exponent of three. With a reviver, reading is ten times as slow, and it is rarely needed. */
const mayBeInexact = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** How many digits a number of JavaScript always keeps. */
const KEPT_DIGITS = 15;

/**
 * Reads JSON without changing its numbers: those that would lose digits are {@link ExactNumber}s.
 *
 * @throws {SyntaxError} it is not JSON
 */
export function parseExactJson(text: string): unknown {
  if (!mayBeInexact.test(text)) return JSON.parse(text);
  return parse(text, (_key, value, { source } = {}) =>
    typeof value === 'number' && source !== undefined && !isExact(value, source) ? new ExactNumber(source) : value,
  );
}

function isExact(value: number, source: string): boolean {
  if (String(value) === source) return true;
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Number.isFinite(value) && (value !== 0 || digits === '') && digits.length <= KEPT_DIGITS;
}
