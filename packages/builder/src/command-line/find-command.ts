import type { Command, Option } from 'commander';
import type { CommandEntry } from '../commands/index.ts';
import { UsageError } from '../terminal/expected-error.ts';
import type { ProgramParts } from './create-program.ts';

/** What a command line for the help or the version consists of, if it names no command. */
const generalWords = new Set(['help', '-h', '--help', '--all', '-V', '--version']);

/** What other tools call a command. */
const namesElsewhere: Readonly<Record<string, string>> = {
  init: 'new',
  create: 'new',
  generate: 'new',
  dev: 'local',
  serve: 'local',
  start: 'local',
  watch: 'local',
  build: 'image',
  package: 'image',
  diff: 'plan',
  synth: 'plan',
  info: 'status',
  tail: 'logs',
  delete: 'teardown',
  destroy: 'teardown',
  remove: 'teardown',
  validate: 'check-env-file',
  doctor: 'check',
};

/** Decides which commands a command line needs. `--all` only has a meaning for the general help. */
export function commandsToLoad(args: readonly string[], commands: readonly CommandEntry[]): ProgramParts {
  if (args.length === 0) return { loaded: commands.slice(0, 1) };
  const named = args.find((word) => !generalWords.has(word));
  if (named === undefined) return { loaded: [], showsAll: args.includes('--all') };
  const entry = commands.find(({ name, alias }) => name === named || alias === named);
  // Options in front of the command are recognized by those of all commands.
  return { loaded: entry === undefined || entry.needsAll ? commands : [entry] };
}

/**
 * Moves the command to the front of a command line, so that options may be typed before it: `alr-builder -i app check`.
 * Commander would take those for options of the default command, and a misspelled command for one of its arguments.
 *
 * @throws {UsageError} the first word that is neither an option nor its value is not a command
 */
export async function moveCommandFirst(args: readonly string[], program: Command): Promise<string[]> {
  const [first] = args;
  if (first === '-V' || first === '--version') return ['--version'];
  if (args.every((word) => generalWords.has(word)) && args.includes('--all')) return ['--help'];
  const names = [...program.commands.flatMap((command) => [command.name(), ...command.aliases()]), 'help'];
  const end = args.indexOf('--');
  const words = end === -1 ? args : args.slice(0, end);
  const takingValue = flagsOf(program, ({ required }) => required);
  const index = words.findIndex((word, at) => !word.startsWith('-') && !takingValue.has(words[at - 1] ?? ''));
  const command = words[index];
  if (command === undefined) return [...args];
  if (names.includes(command)) {
    const others = [...args.slice(0, index), ...args.slice(index + 1)];
    if (command !== 'help') return [command, ...others];
    const topic = others.filter((word) => !generalWords.has(word));
    if (topic[0] !== undefined && !names.includes(topic[0])) throw await unknownCommand(topic[0], names);
    return [command, ...topic];
  }
  // If an option is unknown, so is which words are values. Commander reports such an option.
  const flags = flagsOf(program, () => true);
  const isClear = words.slice(0, index).every((word) => !word.startsWith('-') || flags.has(word.replace(/=.*/s, '')));
  if (isClear && command !== '') throw await unknownCommand(command, names);
  return [...args];
}

/** The flags of the options of all commands. */
function flagsOf(program: Command, test: (option: Option) => boolean): ReadonlySet<string> {
  const options = program.commands.flatMap((command) => command.options).filter(test);
  return new Set(options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined));
}

async function unknownCommand(name: string, names: readonly string[]): Promise<UsageError> {
  const { closestMatch } = await import('../terminal/text/closest-match.ts');
  const similar = Object.hasOwn(namesElsewhere, name) ? namesElsewhere[name] : closestMatch(name, names);
  const suggestion = similar === undefined ? '' : `; did you mean '${similar}'?`;
  return new UsageError(`unknown command '${name}'${suggestion} (run with --help for usage)`);
}
