import type { Command } from 'commander';
import { sampleNames } from '../../events/samples/sample-event.ts';
import { bashCompletion } from './bash-completion.ts';
import { describeCommands } from './describe-commands.ts';
import { zshCompletion } from './zsh-completion.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion };

/** The script that completes the commands and options of `alr-builder` in a shell. */
export function completionScript(program: Command, shell: keyof typeof scripts): string {
  return scripts[shell](describeCommands(program, { event: sampleNames }));
}
