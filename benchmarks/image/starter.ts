/**
 * Runs inside a function's image. Starts a program for each line of its input, one at a time, and prints what that took
 * as a line of JSON.
 */
import { createInterface } from 'node:readline';
import type { Program } from '../clients/program.ts';
import { respondOnce, startOnce } from '../figures/start-once.ts';
import { ServerProcess } from '../server/server-process.ts';

/** What to start, and until when to measure it. */
export interface StartOrder {
  readonly program: Program;
  readonly until: 'next' | 'response';
}

await using server = await ServerProcess.start();
for await (const line of createInterface({ input: process.stdin })) {
  const { program, until } = JSON.parse(line) as StartOrder;
  const start = until === 'next' ? startOnce : respondOnce;
  const result = await start(server, program).catch((error: Error) => ({ error: error.message }));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
