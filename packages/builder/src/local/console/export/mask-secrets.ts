import { type ExactJson, ExactNumber, parseExactJson } from '../../record/compare/exact-json.ts';

/** What is in the place of a secret. */
export const MASK = '[masked]';
/** Nothing that people write is deeper. */
const MAX_DEPTH = 100;
/** A secret that is shorter is also a part of other texts. */
const MIN_KNOWN_LENGTH = 8;

const SECRET_NAMES =
  'pass-?_?word|passwd|passphrase|pwd|secret|token|authorization|cookie|api-?_?key|access-?_?key|private-?_?key|credential|signature';
const secretName = new RegExp(SECRET_NAMES, 'i');

/** Each is bounded, so that no text takes long. */
const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g, MASK],
  [/\b(?:Bearer|Basic)\s{1,5}[\w.~+/=-]+/gi, MASK],
  // `password=…`, `"token": "…"` in a text that is not JSON, `X-Amz-Signature=…`.
  [
    new RegExp(
      `((?:${SECRET_NAMES})[\\w-]{0,40}\\\\{0,15}["']?\\s{0,5}[=:]\\s{0,5}\\\\{0,15}["']?)(?!\\[masked\\])[^\\s"'\\\\&;,}]+`,
      'gi',
    ),
    `$1${MASK}`,
  ],
  // The id of an access key of AWS, and a secret one: 40 characters of base64, which are not a hash in hexadecimal.
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, MASK],
  [/(?<![\w/+=])(?=[\w/+]{0,39}[A-Z])(?=[\w/+]{0,39}[a-z])(?=[\w/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![\w/+=])/g, MASK],
  [/\beyJ[\w-]{10,4000}\.[\w-]{10,4000}\.[\w-]{0,4000}/g, MASK],
  [/(:\/\/[^\s/@:]{0,100}):[^\s/@]{1,200}@/g, `$1:${MASK}@`],
];

/** Whether a name is that of a secret: `password`, `x-api-key`, `DB_PASSWORD`, `Set-Cookie`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/**
 * Replaces what looks like a secret in a value: members with such names, also of JSON in texts, what follows such a name in
 * other texts, keys of AWS, private keys, bearer tokens, passwords in URLs, and the values that are known to be secret.
 */
export class SecretMask {
  readonly #known: readonly string[];

  /** @param known the values of variables whose names are those of secrets */
  constructor(known: readonly string[] = []) {
    // A longer one may contain a shorter one.
    this.#known = known.filter(({ length }) => length >= MIN_KNOWN_LENGTH).sort((a, b) => b.length - a.length);
  }

  value(value: ExactJson, depth = 0): ExactJson {
    if (typeof value === 'string') return this.#text(value, depth);
    if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
    if (depth > MAX_DEPTH) return MASK;
    if (Array.isArray(value)) return value.map((each: ExactJson) => this.value(each, depth + 1));
    const members = value as Readonly<Record<string, ExactJson>>;
    // `{ name: 'password', value: … }` is a member in another form.
    const isNamed = [members.name, members.key, members.Name, members.Key].some(
      (name) => typeof name === 'string' && isSecretName(name),
    );
    const masked = Object.entries(members).map(([name, each]): [string, ExactJson] => [
      this.#text(name, MAX_DEPTH),
      isSecretName(name) || (isNamed && /^value$/i.test(name)) ? hidden(each) : this.value(each, depth + 1),
    ]);
    return Object.fromEntries(masked);
  }

  #text(text: string, depth: number): string {
    if (depth < MAX_DEPTH && /^\s*[{["]/.test(text)) {
      const inner = parsed(text);
      // A text without secrets stays as it is written.
      if (inner !== undefined) {
        const [before, after] = [JSON.stringify(inner), JSON.stringify(this.value(inner, depth + 1))];
        return before === after ? text : after;
      }
    }
    const withoutKnown = this.#known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
    return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutKnown);
  }
}

/** A member that is there, but not what is in it. */
function hidden(value: ExactJson): ExactJson {
  return value === null || typeof value === 'boolean' || value === '' ? value : MASK;
}

/** Undefined if the text is not JSON, or so deep that it cannot be read. */
function parsed(text: string): ExactJson | undefined {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
