/** The options that take a value as the next word, of those that may stand before the command. */
const withValue = new Set([
  ...['-i', '--install-dir', '-c', '--config-file', '-p', '--profile', '-l', '--log-level', '--stage'],
]);

/** The words of a command line with the command in front, wherever among its options it was typed. */
export function commandFirst(args: readonly string[], commands: readonly string[]): string[] {
  const end = args.indexOf('--');
  const words = end === -1 ? args : args.slice(0, end);
  const at = words.findIndex((word, index) => isOperand(word, words[index - 1]));
  const command = args[at];
  if (at <= 0 || command === undefined || !commands.includes(command)) return [...args];
  return [command, ...args.slice(0, at), ...args.slice(at + 1)];
}

function isOperand(word: string, before: string | undefined): boolean {
  return !word.startsWith('-') && (before === undefined || !withValue.has(before));
}
