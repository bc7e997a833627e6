import type { Command } from 'commander';
import type { LocalOptions } from '../../local/options/local-options.ts';
import { UsageError } from '../../terminal/expected-error.ts';

/** Node's own default. */
const DEFAULT_PORT = 9229;

/** What the options for a debugger say. True: the option has no value. */
export interface DebuggerWords {
  readonly inspect?: true | string | undefined;
  readonly inspectWait?: true | string | undefined;
  readonly inspectBrk?: true | string | undefined;
}

/** Adds the options of the same names and meanings as Node's. */
export function addDebuggerOptions(command: Command): void {
  command
    .option(
      '--inspect [address]',
      'Let a debugger attach, at port 9229, or at --inspect=PORT or HOST:PORT; timeouts stand still while it has paused the function',
    )
    .option('--inspect-wait [address]', 'The same, and wait for a debugger before loading the function')
    .option('--inspect-brk [address]', 'The same, and break at the first line');
}

/**
 * Reads the options for a debugger. A word after one of them that is not an address is the handler, unless `=` is between
 * them.
 *
 * @param words the words of the command line
 * @throws {UsageError} an address is invalid, or several options are given
 */
export function debuggerOf(
  { inspect, inspectWait, inspectBrk }: DebuggerWords,
  words: readonly string[],
): { readonly options: DebuggerOptions; readonly handler: string | undefined } {
  const given = (
    [
      ['--inspect', inspect, 'run'],
      ['--inspect-wait', inspectWait, 'wait'],
      ['--inspect-brk', inspectBrk, 'break'],
    ] as const
  ).filter(([, value]) => value !== undefined);
  const [first, second] = given;
  if (first === undefined) return { options: {}, handler: undefined };
  const [option, value, inspectStart] = first;
  if (second !== undefined) throw new UsageError(`${option} and ${second[0]} exclude each other: remove one of them`);
  const defaults = { inspect: DEFAULT_PORT, inspectStart };
  if (value === undefined || value === true) return { options: defaults, handler: undefined };
  const address = parseAddress(value);
  const shown = `${option}=${value}`;
  if (address === undefined) {
    if (!words.includes(shown)) return { options: defaults, handler: value };
    throw new UsageError(`${shown}: give a port or an address, such as ${option}=9230 or ${option}=127.0.0.1:9230`);
  }
  const { host, port } = address;
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new UsageError(`${shown}: the port must be a whole number from 0 to 65535`);
  }
  return { options: { inspect: port, inspectStart, ...(host && { inspectHost: host }) }, handler: undefined };
}

type DebuggerOptions = Pick<LocalOptions, 'inspect' | 'inspectHost' | 'inspectStart'>;

/** A port, a host, or both: `9230`, `0.0.0.0`, `localhost:9230`, `[::1]:9230`. Undefined if it is something else. */
function parseAddress(text: string): { host: string | undefined; port: number } | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return { host: undefined, port: Number(text) };
  const [, address, name, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]*)):(-?\d+)$/i.exec(text) ?? [];
  if (port !== undefined) return { host: address ?? name, port: Number(port) };
  const [host] = /^(?:localhost|\d+\.\d+\.\d+\.\d+)$|(?<=^\[)[\da-f:.]+(?=\]$)/i.exec(text) ?? [];
  return host === undefined ? undefined : { host, port: DEFAULT_PORT };
}
