import type { Command } from 'commander';
import type { CommandEntry } from '../commands/index.ts';
import { UsageError } from '../terminal/expected-error.ts';
import type { ProgramParts } from './create-program.ts';

/** What a command line for the help or the version consists of, if it names no command. */
const generalWords = new Set(['help', '-h', '--help', '--all', '-V', '--version']);

/** Decides which commands a command line needs. `--all` only has a meaning for the general help. */
export function commandsToLoad(args: readonly string[], commands: readonly CommandEntry[]): ProgramParts {
  const [first, second] = args;
  if (first === undefined) return { loaded: commands.slice(0, 1) };
  if (args.every((word) => generalWords.has(word))) return { loaded: [], showsAll: args.includes('--all') };
  const named = first === 'help' ? second : first;
  const entry = commands.find(({ name, alias }) => name === named || alias === named);
  // Options in front of the command are recognized by those of all commands.
  return { loaded: entry === undefined || entry.needsAll ? commands : [entry] };
}

/**
 * Moves the command to the front of a command line, so that options may be typed before it: `alr-builder -i app check`.
 * Commander would take those for options of the default command, and a misspelled command for one of its arguments.
 *
 * @throws {UsageError} the first word is not a command
 */
export async function moveCommandFirst(args: readonly string[], program: Command): Promise<string[]> {
  if (args.includes('--all') && args.every((word) => generalWords.has(word))) return ['--help'];
  const names = [...program.commands.flatMap((command) => [command.name(), ...command.aliases()]), 'help'];
  const end = args.indexOf('--');
  const words = end === -1 ? args : args.slice(0, end);
  const takingValue = optionsTakingValue(program);
  const index = words.findIndex((word, at) => !word.startsWith('-') && !takingValue.has(words[at - 1] ?? ''));
  const command = args[index];
  const ordered =
    command !== undefined && names.includes(command)
      ? [command, ...args.slice(0, index), ...args.slice(index + 1)]
      : [...args];
  await checkCommand(ordered, names);
  return ordered;
}

/** The flags of all options whose value is the next word. */
function optionsTakingValue(program: Command): ReadonlySet<string> {
  const options = program.commands.flatMap((command) => command.options).filter((option) => option.required);
  return new Set(options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined));
}

async function checkCommand([first, second]: readonly string[], names: readonly string[]): Promise<void> {
  const name = first === 'help' ? second : first;
  if (name === undefined || name === '' || name.startsWith('-') || names.includes(name)) return;
  const { closestMatch } = await import('../config/read/suggestions.ts');
  const similar = closestMatch(name, names);
  const suggestion = similar === undefined ? '' : `; did you mean '${similar}'?`;
  throw new UsageError(`unknown command '${name}'${suggestion} (run with --help for usage)`);
}
