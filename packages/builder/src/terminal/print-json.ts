import { exitCodeOf, withoutCredentials } from './report-error.ts';

/** The streams on which a result has been printed. */
const used = new WeakSet<NodeJS.WritableStream>();

/** Prints the result of a command with `--json`, which is all that it prints on stdout. */
export function printJson(stream: NodeJS.WritableStream, result: unknown, indentation?: number): void {
  used.add(stream);
  stream.write(`${JSON.stringify(result, undefined, indentation)}\n`);
}

/** Prints why a command with `--json` failed. A result that has been printed says so itself. */
export function printJsonError(stream: NodeJS.WritableStream, error: unknown): void {
  if (used.has(stream)) return;
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: String(error) };
  printJson(stream, { error: { name, message: withoutCredentials(message), exitCode: exitCodeOf(error) } });
}
