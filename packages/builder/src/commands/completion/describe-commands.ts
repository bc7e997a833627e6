import type { Argument, Command, Option } from 'commander';
import type { ListName } from './shell-lists.ts';

/** What a word of a command line can be. */
export interface CompletedWord {
  /** The values to choose from. Undefined if there is no such list. */
  readonly choices: readonly string[] | undefined;
  /** What a shell completes by itself. A payload is a path after `@`. */
  readonly kind: 'text' | 'file' | 'directory' | 'payload' | ListName;
}

/** An option, as a shell completes it. */
export interface CompletedOption {
  /** Such as `-c` and `--config-file`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Its value. Undefined if the option takes none in the next word. */
  readonly value: CompletedWord | undefined;
  readonly isRepeatable: boolean;
}

/** A command, as a shell completes it. */
export interface CompletedCommand {
  readonly names: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Its first argument, if it takes one. */
  readonly argument: CompletedWord | undefined;
  /** Whether it takes any number of words after `--`. */
  readonly takesMore: boolean;
}

/**
 * What shells need to know about the commands of a program.
 *
 * @param suggestions the usual values of the first argument of a command, by its name
 */
export function describeCommands(
  program: Command,
  suggestions: Readonly<Record<string, readonly string[]>> = {},
): CompletedCommand[] {
  const help = program.createHelp();
  return program.commands.map((command) => ({
    names: [command.name(), ...command.aliases()],
    description: command.description(),
    options: help.visibleOptions(command).map(describeOption),
    argument: command.registeredArguments.map((argument) => {
      const word = describeWord(argument);
      return { ...word, choices: word.choices ?? suggestions[command.name()] };
    })[0],
    takesMore: command.registeredArguments.some(({ variadic }) => variadic),
  }));
}

function describeOption(option: Option): CompletedOption {
  const { short, long, description, required } = option;
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    value: required ? describeWord(option) : undefined,
    isRepeatable: description.includes('(repeatable'),
  };
}

/** What the placeholders of options and arguments stand for. */
const kinds: Readonly<Record<string, CompletedWord['kind']>> = {
  dir: 'directory',
  directory: 'directory',
  file: 'file',
  program: 'file',
  handler: 'file',
  json: 'payload',
  profile: 'profile',
  stage: 'stage',
  function: 'function',
};

function describeWord(word: Option | Argument): CompletedWord {
  const isOption = 'flags' in word;
  const placeholder = isOption ? /[<[](\w+)/.exec(word.flags)?.[1] : word.name();
  // The placeholder of --function is only a name.
  const key = isOption && word.long === '--function' ? 'function' : (placeholder ?? '');
  return { choices: word.argChoices, kind: kinds[key] ?? 'text' };
}
