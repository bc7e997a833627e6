import type { LocalImage } from '../../local/function/container/run-container.ts';
import type { LocalOptions } from '../../local/options/local-options.ts';
import { UsageError } from '../../terminal/expected-error.ts';

/** What runs the function, according to the command line. */
export type RuntimeChoice = Pick<LocalOptions, 'handler' | 'command'>;

/**
 * Chooses what to run: the command after `--`, or else the bootstrap that is named, or else that of `@alr/runtime`.
 *
 * @param operands the arguments of the command, those after `--` included
 * @throws {UsageError} there is more than one handler, or both a command and a bootstrap
 */
export function chooseRuntime(
  operands: readonly string[],
  afterDashes: readonly string[],
  bootstrap: string | undefined,
  isImage = false,
): RuntimeChoice {
  const [handler, ...more] = operands.slice(0, operands.length - afterDashes.length);
  if (more.length > 0) {
    throw new UsageError(
      `more than one handler: ${more.length + 1} arguments; to run another runtime, put its command after --`,
    );
  }
  if (isImage) return { handler };
  const [program, ...args] = afterDashes;
  if (program !== undefined) {
    if (bootstrap !== undefined) {
      throw new UsageError(`--bootstrap ${bootstrap} cannot be combined with a command after --; remove one of them`);
    }
    return { handler, command: [program, ...args] };
  }
  if (bootstrap !== undefined) return { handler, command: [bootstrap, ...(handler === undefined ? [] : [handler])] };
  return { handler };
}

/**
 * An image that is built has the handler in it, unless it is that of several functions. One that exists can get another
 * handler of the same module.
 */
export function runtimeOf(
  chosen: RuntimeChoice,
  configuredHandler: string | undefined,
  image: LocalImage | undefined,
  imageHandler: string | undefined,
): Pick<LocalOptions, 'handler' | 'command' | 'image'> {
  if (image !== undefined) {
    const isChosen = image.build === undefined || imageHandler !== undefined;
    return { image, handler: isChosen ? (chosen.handler ?? imageHandler) : undefined };
  }
  return chosen.command === undefined ? { handler: chosen.handler ?? configuredHandler } : chosen;
}

/** The name of a handler in the image; see {@link handlerInImage}. */
export async function nameInImage(handler: string | undefined, directory: string): Promise<string | undefined> {
  const { handlerInImage } = await import('../../image/handler-name.ts');
  return handler === undefined ? undefined : handlerInImage(handler, directory);
}
