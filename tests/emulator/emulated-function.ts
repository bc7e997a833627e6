import { type LocalEvent, type LocalOptions, type LocalServer, startLocal } from '@alr/builder';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { type Files, writeFunction } from '../conformance/function/lambda.ts';

/** A function with the packed runtime on the emulator. */
export interface EmulatedFunction extends AsyncDisposable {
  readonly local: LocalServer;
  /** The events of the emulator, in order. */
  readonly events: readonly LocalEvent[];
  /** The log lines of the function. */
  readonly log: () => string;
  /** Invokes it with the AWS SDK, and returns the payload, or throws the payload of an error. */
  invoke(event?: unknown): Promise<unknown>;
  /** Resolves when the emulator has reported an event of this type. */
  until(type: LocalEvent['type']): Promise<void>;
}

export interface EmulateOptions extends LocalOptions {
  /** The folder where the runtime is installed. Default: the project without the event package. */
  readonly project?: string;
}

/**
 * Starts the emulator with the handler `app` of a function.
 * @param source the files of the function, or the text of its `app.mjs`
 */
export async function emulate(
  source: string | Files,
  { project = inject('packed').project, ...options }: EmulateOptions = {},
): Promise<EmulatedFunction> {
  const files = typeof source === 'string' ? { 'app.mjs': source } : source;
  return emulateIn(await writeFunction(files, project), options);
}

/** Starts the emulator with the handler `app` of a project. */
export async function emulateIn(directory: string, options: LocalOptions = {}): Promise<EmulatedFunction> {
  const events: LocalEvent[] = [];
  const listeners = new Set<() => void>();
  const onEvent = (event: LocalEvent) => {
    events.push(event);
    for (const listener of listeners) listener();
  };
  const local = await startLocal({ handler: 'app', directory, port: 0, ...options, onEvent });
  const client = new LambdaClient({
    endpoint: local.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  return {
    local,
    events,
    log: () => events.map((event) => (event.type === 'log' ? event.line : '')).join('\n'),
    async invoke(event = {}) {
      const input = { FunctionName: 'function', Payload: JSON.stringify(event) };
      const { Payload, FunctionError } = await client.send(new InvokeCommand(input));
      const payload: unknown = JSON.parse(Payload?.transformToString() ?? '');
      if (FunctionError !== undefined) throw payload;
      return payload;
    },
    until: (type) =>
      new Promise((resolve) => {
        const check = () => {
          if (!events.some((event) => event.type === type)) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      }),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await local.close();
    },
  };
}
