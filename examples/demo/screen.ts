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

/** Prints a line of the log of a function: the level and the first line of the record, with what names a record shortened. */
export function logged(line: string): void {
  // A record of several lines is one line of the log, with its line ends written as \r.
  const [record = ''] = line.split('\r', 1);
  const [, , level = '', ...message] = record.split('\t');
  const text = message.length === 0 ? record : `${level} ${message.join('\t')}`;
  const withShortIds = text.replace(/\b([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1…');
  note(`│ ${withShortIds.replace(/ of \S+ in the message \S+ failed:/, ' failed:')}`);
}

/** Prints what is sent to the function, such as an event. */
export function sent(text: string): void {
  print(`  ${styleText('cyan', '→')} ${text}`);
}

/** Prints a response, or a chunk of it, and the time since the event. */
export function received(text: string, milliseconds: number): void {
  print(`  ${styleText('green', '←')} ${aligned(text, milliseconds)}`);
}

/** Prints an error response. */
export function receivedError(text: string, milliseconds: number): void {
  print(`  ${styleText('red', '✗')} ${aligned(text, milliseconds)}`);
}

/** Prints by how much the clock is moved. */
export function skipped(duration: string): void {
  print(`  ${styleText('cyan', '»')} skip ${duration}`);
}

/** Prints a change of a line of code. */
export function changed(before: string, after: string): void {
  print(`  ${styleText('red', `- ${before}`)}`);
  print(`  ${styleText('green', `+ ${after}`)}`);
}

function aligned(text: string, milliseconds: number): string {
  return `${text.padEnd(56)} ${styleText('dim', `${Math.round(milliseconds)} ms`.padStart(8))}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
