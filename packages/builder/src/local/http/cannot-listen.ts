import { ExpectedError } from '../../terminal/expected-error.ts';

/** The emulator cannot listen on its address. */
export class CannotListenError extends ExpectedError {
  override get name(): string {
    return 'CannotListenError';
  }
}

/** The option that sets an address, as a user types it in front of a port, and what to choose if the address is invalid. */
const options = {
  invokers: { prefix: '--port ', advice: '--host or --port' },
  console: { prefix: '--console-port ', advice: '--console-port' },
  debuggers: { prefix: '--inspect=', advice: 'address, as in --inspect=127.0.0.1:9230' },
} as const;

/** Converts an error of listening to one that names the address and the option. */
export function cannotListen(error: unknown, host: string, port: number, who: keyof typeof options): CannotListenError {
  const { code } = error as NodeJS.ErrnoException;
  const { prefix, advice } = options[who];
  const message =
    code === 'EADDRINUSE'
      ? `port ${port} of ${host} is already in use: choose another with ${prefix}PORT, or let ${prefix}0 pick a free one`
      : `cannot listen on ${host}:${port} (${code}): choose another ${advice}`;
  return new CannotListenError(message, { cause: error });
}
