import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { SkipResult } from '../../local/project/local-project.ts';
import { integerBetween } from '../options/option-values.ts';
import { directoryOption } from '../options/project-options.ts';

interface SkipOptions {
  readonly installDir: string;
  readonly port?: number;
  readonly json?: boolean;
}

/** Defines `alr-builder skip`, which moves the clock of the running emulator forward. */
export function defineSkip(command: Command): void {
  command
    .argument('[duration]', 'How far: 30s, 6m, 1h30m, 2d, or next for what is due next', 'next')
    .option('--port <port>', 'Port of the emulator, if several are running for the project', integerBetween(1, 65_535))
    .option('--json', 'Print one JSON object: ms, now, nextDue and invocations')
    .addOption(directoryOption())
    .action(async (amount: string, { installDir, port, json }: SkipOptions) => {
      const [{ callApi }, { durationOf }, { describeDuration }, { printJson }] = await Promise.all([
        import('../../local/console/access/call-api.ts'),
        import('../../local/options/duration.ts'),
        import('../../local/report/describe-duration.ts'),
        import('../../terminal/print-json.ts'),
      ]);
      const emulator = { directory: resolve(installDir), port };
      // Our own API.
      const result = (await callApi(emulator, '/api/skip', { amount: durationOf(amount) })) as SkipResult;
      if (json) printJson(process.stdout, result);
      else for (const line of describe(result, describeDuration)) process.stdout.write(`${line}\n`);
    });
}

function describe({ ms, now, nextDue, invocations }: SkipResult, duration: (ms: number) => string): string[] {
  const next = nextDue === undefined ? 'nothing is due later' : `what is due next is in ${duration(nextDue - now)}`;
  if (ms === 0) return [`skipped nothing: ${next}`];
  const ended = `${invocations} ${invocations === 1 ? 'invocation has' : 'invocations have'} ended`;
  return [`skipped ${duration(ms)}: ${ended}, ${next}`];
}
