import { resolve } from 'node:path';
import type { Command } from 'commander';
import { collect, integerBetween, nonEmpty } from '../options/option-values.ts';
import { addSourceOptions, type SourceOptions } from '../options/project-options.ts';

interface ReplayCommandOptions extends SourceOptions {
  readonly last?: number;
  readonly diff?: boolean;
  readonly ignore?: readonly string[];
  readonly update?: boolean;
  readonly save?: string;
  readonly pin?: boolean;
  readonly unpin?: boolean;
  readonly port?: number;
  readonly json?: boolean;
}

/** How many invocations the history has. */
const MAX_LAST = 1000;

/** Defines `alr-builder replay`, which invokes functions with earlier events, and compares the responses. */
export function defineReplay(command: Command): void {
  command
    .usage('[options] [ID|last|FILE...]')
    .argument(
      '[what...]',
      'Request id or number of an invocation, last, last~1 for the one before it, or a file (default: last). ' +
        'What the function does, such as sending messages, happens again',
    )
    .option('--last <count>', 'Replay the last invocations, oldest first', integerBetween(1, MAX_LAST))
    .option('--diff', 'Show how the responses differ')
    .option('--ignore <path>', 'Part that differs by its nature: response.createdAt, **.id (repeatable)', collect)
    .option('--update', 'Write the new responses into the files')
    .option('--save <name>', 'Save the event and its response in events/NAME.json, instead of replaying it', nonEmpty)
    .option('--pin', 'Replay it after each reload of the emulator, instead of now')
    .option('--unpin', 'No longer replay it after each reload')
    .option('--port <port>', 'Port of the emulator, if several are running for the project', integerBetween(1, 65_535))
    .option('--json', 'Print one JSON object: results and the number of each status');
  addSourceOptions(command).action(async (words: readonly string[], options: ReplayCommandOptions) => {
    const { runReplayCommand } = await import('../../local/replay/replay-command.ts');
    const { installDir, ...others } = options;
    await runReplayCommand(words, { ...others, directory: resolve(installDir) }, process.stdout);
  });
}
