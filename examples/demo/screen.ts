import { styleText } from 'node:util';

/** Prints a heading. `styleText` uses colors on terminals only. */
export function heading(text: string): void {
  print(`\n${styleText('bold', text)}`);
}

/** Prints a detail. */
export function note(text: string): void {
  print(`  ${styleText('dim', text)}`);
}

/** Prints a command to type. */
export function command(text: string): void {
  print(`  $ ${text}`);
}

/** Prints a warning. */
export function alarm(text: string): void {
  print(`  ${styleText('red', text)}`);
}

/** Prints an event that is sent to the function. */
export function sent(event: unknown): void {
  print(`  ${styleText('cyan', '→')} ${JSON.stringify(event)}`);
}

/** Prints a response, or a chunk of it, and the time since the event. */
export function received(text: string, milliseconds: number): void {
  print(`  ${styleText('green', '←')} ${aligned(text, milliseconds)}`);
}

/** Prints an error response. */
export function receivedError(text: string, milliseconds: number): void {
  print(`  ${styleText('red', '✗')} ${aligned(text, milliseconds)}`);
}

function aligned(text: string, milliseconds: number): string {
  return `${text.padEnd(56)} ${styleText('dim', `${Math.round(milliseconds)} ms`.padStart(8))}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
