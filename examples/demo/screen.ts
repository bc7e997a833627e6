import { styleText } from 'node:util';

/** What happens next. Colours are for terminals only: `styleText` looks. */
export function heading(text: string): void {
  print(`\n${styleText('bold', text)}`);
}

/** Something to know of it. */
export function note(text: string): void {
  print(`  ${styleText('dim', text)}`);
}

/** Something to type. */
export function command(text: string): void {
  print(`  $ ${text}`);
}

/** Something that isn't to be. */
export function alarm(text: string): void {
  print(`  ${styleText('red', text)}`);
}

/** An event on its way to the function. */
export function sent(event: unknown): void {
  print(`  ${styleText('cyan', '→')} ${JSON.stringify(event)}`);
}

/** What came back, or a part of it, and how long after the event. */
export function received(text: string, milliseconds: number): void {
  print(`  ${styleText('green', '←')} ${aligned(text, milliseconds)}`);
}

/** An error that came back. */
export function receivedError(text: string, milliseconds: number): void {
  print(`  ${styleText('red', '✗')} ${aligned(text, milliseconds)}`);
}

function aligned(text: string, milliseconds: number): string {
  return `${text.padEnd(56)} ${styleText('dim', `${Math.round(milliseconds)} ms`.padStart(8))}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
