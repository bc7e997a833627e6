import type { InspectorAddress } from './inspector-session.ts';

/** What a process does as it starts: run, wait for a debugger, or wait for one and then break at its first line. */
export type InspectStart = 'run' | 'wait' | 'break';

/** https://nodejs.org/api/cli.html#--inspect-waithostport */
const options: Readonly<Record<InspectStart, string>> = {
  run: '--inspect',
  wait: '--inspect-wait',
  break: '--inspect-brk',
};

/** The option of Node for an inspector that picks a free port of this machine. */
export function inspectOption(start: InspectStart): string {
  return `${options[start]}=127.0.0.1:0`;
}

/** A line that Node has written because of its inspector. */
export type InspectorNotice =
  | { readonly kind: 'listening'; readonly address: InspectorAddress }
  /** The program has ended, and the process waits until its debuggers are gone. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'other' };

const otherNotice = /^(Debugger (listening|ending) on ws:|Debugger attached\.$|For help, see: https:\/\/nodejs\.org\/)/;

/** Recognizes what Node writes because of its inspector. Undefined for a line of the function. */
export function parseNotice(line: string): InspectorNotice | undefined {
  const [, port, path] = /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)(\/\S+)$/.exec(line) ?? [];
  if (port !== undefined && path !== undefined) return { kind: 'listening', address: { port: Number(port), path } };
  if (line.startsWith('Waiting for the debugger to disconnect')) return { kind: 'ended' };
  return otherNotice.test(line) ? { kind: 'other' } : undefined;
}
