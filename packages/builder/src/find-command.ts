import type { Command } from 'commander';
import { closestMatch } from './config/read/suggestions.ts';
import { UsageError } from './terminal/expected-error.ts';

/**
 * Moves the command to the front of a command line, so that options may be typed before it: `alr-builder -i app check`.
 * Commander would take those for options of the default command, and a misspelled command for one of its arguments.
 *
 * @throws {UsageError} the first word is not a command
 */
export function moveCommandFirst(args: readonly string[], program: Command): string[] {
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
  checkCommand(ordered, names);
  return ordered;
}

/** The flags of all options whose value is the next word. */
function optionsTakingValue(program: Command): ReadonlySet<string> {
  const options = program.commands.flatMap((command) => command.options).filter((option) => option.required);
  return new Set(options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined));
}

function checkCommand([first, second]: readonly string[], names: readonly string[]): void {
  const name = first === 'help' ? second : first;
  if (name === undefined || name === '' || name.startsWith('-') || names.includes(name)) return;
  const similar = closestMatch(name, names);
  const suggestion = similar === undefined ? '' : `; did you mean '${similar}'?`;
  throw new UsageError(`unknown command '${name}'${suggestion} (run with --help for usage)`);
}
