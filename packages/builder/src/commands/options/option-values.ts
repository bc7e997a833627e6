import { InvalidArgumentError } from 'commander';
import { formatOf } from '../../config/keys/formats.ts';
import { UsageError } from '../../terminal/expected-error.ts';

// Parsers of option values for commander, which turns an InvalidArgumentError into a usage message.

/** Parses a number from `min` to `max`. */
export function numberBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Must be a number from ${min} to ${max}`);
  };
}

/** Parses a whole number from `min` to `max`. */
export function integerBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Must be a whole number from ${min} to ${max}`);
  };
}

/** Rejects an empty value, which usually comes from an unset shell variable. */
export function nonEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Must not be empty');
}

/** Checks the name of a stage, which becomes part of names and of a tag. */
export function stageName(text: string): string {
  const { pattern, expected } = formatOf('stage');
  if (new RegExp(pattern, 'u').test(text)) return text;
  throw new InvalidArgumentError(`Must be ${expected}`);
}

/** Collects the values of a repeatable option. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/**
 * Collects the `NAME=value` pairs of a repeatable option. The values may be secrets, which commander would print with an
 * InvalidArgumentError.
 *
 * @param option the option in the error message
 */
export function collectPairs(
  option: string,
): (text: string, previous?: Readonly<Record<string, string>>) => Record<string, string> {
  return (text, previous = {}) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) return { ...previous, [name]: value };
    throw new UsageError(`the value of ${option} must have the form NAME=value`);
  };
}
