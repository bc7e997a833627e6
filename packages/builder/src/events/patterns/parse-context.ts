import type { Dialect } from './dialects.ts';
import type { JsonValue, PatternPath } from './pattern.ts';

/** How a part of a pattern is parsed. */
export interface ParseContext {
  readonly dialect: Dialect;
  report(path: PatternPath, message: string): void;
}

/** AWS compares numbers of a limited size and precision. */
export function checkNumber(value: number, path: PatternPath, { dialect, report }: ParseContext): void {
  const { maxNumber, maxDecimals } = dialect;
  if (Math.abs(value) > maxNumber) {
    report(path, `is ${value}: ${dialect.name} compare numbers from -${maxNumber} to ${maxNumber}`);
  } else if (Number(value.toFixed(maxDecimals)) !== value) {
    report(path, `is ${value}: ${dialect.name} compare numbers with at most ${maxDecimals} decimal places`);
  }
}

/** Shows a value in a message, on one line and not too long. */
export function show(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
