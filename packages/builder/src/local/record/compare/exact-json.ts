import { parseJson } from '../../../terminal/text/parse-json.ts';

/** A number with more digits than JavaScript's numbers keep, as it is written. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  /** `JSON.stringify` writes it as it is. */
  toJSON(): unknown {
    // The types of TypeScript lack this function.
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text);
  }
}

/** A value of JSON, whose numbers are exact. */
export type ExactJson =
  | string
  | number
  | boolean
  | null
  | ExactNumber
  | readonly ExactJson[]
  | { readonly [name: string]: ExactJson };

/** Only a text with so many digits, or with an exponent, can have a number that JavaScript changes. */
const mayBeInexact = /\d[\d.]{14}|\d[eE]/;

/**
 * Parses JSON without changing its numbers: 12345678901234567890 and 12345678901234567891 are different ids, but the same
 * number of JavaScript.
 *
 * @throws {JsonError} the text is not JSON
 */
export function parseExactJson(text: string): ExactJson {
  const reviver = (_: string, value: unknown, source?: string): unknown => {
    if (typeof value !== 'number' || source === undefined) return value;
    return decimalOf(source) === decimalOf(String(value)) ? value : new ExactNumber(source);
  };
  return parseJson(text, mayBeInexact.test(text) ? reviver : undefined) as ExactJson;
}

/** Whether two numbers have the same value: 1.0 and 1 do, and so do -0 and 0. */
export function isSameNumber(left: number | ExactNumber, right: number | ExactNumber): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  return decimalOf(String(left)) === decimalOf(String(right));
}

/** A number in one notation: its sign, its digits without zeros around them, and the power of ten of the last digit. */
function decimalOf(text: string): string {
  const { sign, whole, fraction, exponent } = numberSyntax.exec(text)?.groups ?? {};
  // Neither NaN nor Infinity is in JSON.
  if (whole === undefined) return text;
  const digits = `${whole}${fraction ?? ''}`;
  const significant = digits.replace(/0+$/, '');
  const zeros = digits.length - significant.length;
  const shortened = significant.replace(/^0+/, '');
  if (shortened === '') return '0';
  const power = BigInt(exponent ?? 0) - BigInt(fraction?.length ?? 0) + BigInt(zeros);
  return `${sign}${shortened}e${power}`;
}

const numberSyntax = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE]\+?(?<exponent>-?\d+))?$/;
