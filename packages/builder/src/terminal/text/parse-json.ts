/** A text is not JSON. Unlike the message of `JSON.parse`, this one quotes nothing: the text may contain secrets. */
export class JsonError extends Error {
  constructor(text: string) {
    const before = text.slice(0, offsetOfError(text)).split('\n');
    super(`not valid JSON from line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} on`);
  }

  override get name(): string {
    return 'JsonError';
  }
}

/**
 * Parses JSON.
 *
 * @param reviver as for `JSON.parse`; `source` is the text of a number, string, boolean or null
 * @throws {JsonError} the text is not JSON
 */
export function parseJson(text: string, reviver?: (name: string, value: unknown, source?: string) => unknown): unknown {
  try {
    if (reviver === undefined) return JSON.parse(text);
    // The types of TypeScript lack the third parameter.
    return JSON.parse(text, (name, value, ...context: { source?: string }[]) =>
      reviver(name, value, context[0]?.source),
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JsonError(text);
  }
}

/** A sign, a text in quotes, or a word, after any blanks. Whether the text or the word is valid is not checked. */
const token = /([ \t\n\r]*)(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|[^\s{}[\],:"]+|)/sy;

/** What may come next in a JSON text. */
type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | 'separator or end';

/** The offset of the token at which a text stops being JSON: its length if something is missing at the end. */
function offsetOfError(text: string): number {
  const open: string[] = [];
  let expected: Expected | undefined = 'value';
  token.lastIndex = 0;
  for (;;) {
    const start: number = token.lastIndex;
    const [whole = '', blanks = '', sign, string] = token.exec(text) ?? [];
    const offset = start + blanks.length;
    if (whole === blanks) return offset;
    if (sign === undefined && !isJson(whole)) return offset;
    expected = expectedAfter(sign, string !== undefined, expected, open);
    if (expected === undefined) return offset;
  }
}

/** What may follow a token; undefined if the token is not allowed here. Opens and closes lists and objects. */
function expectedAfter(
  sign: string | undefined,
  isString: boolean,
  expected: Expected,
  open: string[],
): Expected | undefined {
  switch (expected) {
    case 'name':
    case 'name or }':
      if (isString) return ':';
      return expected === 'name or }' && sign === '}' ? close(open) : undefined;
    case ':':
      return sign === ':' ? 'value' : undefined;
    case 'value':
    case 'value or ]':
      if (sign === undefined) return 'separator or end';
      if (expected === 'value or ]' && sign === ']') return close(open);
      if (sign !== '{' && sign !== '[') return undefined;
      open.push(sign);
      return sign === '{' ? 'name or }' : 'value or ]';
    case 'separator or end': {
      const last = open.at(-1);
      if (sign === ',' && last !== undefined) return last === '{' ? 'name' : 'value';
      return (last === '{' && sign === '}') || (last === '[' && sign === ']') ? close(open) : undefined;
    }
  }
}

function close(open: string[]): Expected {
  open.pop();
  return 'separator or end';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
