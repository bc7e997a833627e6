import { InvalidArgumentError } from 'commander';

/** Reads an option's value as it is, but for an empty one: that is a shell's variable that isn't set, mostly. */
export function someText(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** Reads the name of a stage, which is a part of a file's name. */
export function stageName(text: string): string {
  if (/^[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be letters, digits, ".", "-" or "_".');
}
