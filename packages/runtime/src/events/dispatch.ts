import type { DispatchRequest } from '@alr/context';
import { RuntimeError } from '../errors/errors.ts';
import { builtin } from '../node/builtins.ts';

type Dispatch = (request: DispatchRequest) => Promise<unknown>;

/** The key under which every class of `@alr/event` holds its dispatch function: a bundled function includes its own. */
const DISPATCH = Symbol.for('@alr/event.dispatch');

/**
 * Passes an event to the handler class of its source.
 * @param handlerFile the file from which `@alr/event` is resolved if no registered class includes it
 * @throws {RuntimeError} `@alr/event` is not installed, and no class is registered
 */
export async function dispatchEvent(request: DispatchRequest, handlerFile: string | undefined): Promise<unknown> {
  const dispatch = registeredDispatch(request.handlers) ?? (await installedDispatch(handlerFile));
  return dispatch(request);
}

function registeredDispatch(handlers: DispatchRequest['handlers']): Dispatch | undefined {
  for (const handlerClass of handlers.values()) {
    const dispatch = (handlerClass as { readonly [DISPATCH]?: unknown })[DISPATCH];
    if (typeof dispatch === 'function') return dispatch as Dispatch;
  }
  return undefined;
}

async function installedDispatch(handlerFile: string | undefined): Promise<Dispatch> {
  const { createRequire } = builtin('node:module');
  const { pathToFileURL } = builtin('node:url');
  const require = createRequire(handlerFile ?? `${process.cwd()}/handler.js`);
  let file: string;
  try {
    file = require.resolve('@alr/event');
  } catch (cause) {
    throw new RuntimeError(
      'UnhandledEvent',
      'there is no handler: override handler(event, context), or register event handlers, which needs @alr/event: npm install @alr/event',
      { cause },
    );
  }
  const { dispatchEvent } = (await import(pathToFileURL(file).href)) as { dispatchEvent: Dispatch };
  return dispatchEvent;
}
