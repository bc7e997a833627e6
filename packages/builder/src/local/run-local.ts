import { once } from 'node:events';
import type { LocalOptions } from './local-options.ts';
import { reportAsJson, reportAsText } from './report/report-events.ts';
import { startLocal } from './start-local.ts';

/** Runs the emulator until it is told to stop: by Ctrl-C, SIGTERM, or the terminal's end. */
export async function runLocal(options: LocalOptions, { json }: { json: boolean }): Promise<void> {
  const onEvent = json ? reportAsJson(process.stdout) : reportAsText(process.stdout);
  const local = await startLocal({ ...options, onEvent });
  // Once each: a second Ctrl-C ends the emulator there and then, and the guard ends the function.
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  await local.close();
}
