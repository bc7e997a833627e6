import type { Aws, ClientSettings } from '../../src/aws/connection.ts';

/** One call to AWS. */
export interface Call {
  /** For example `Lambda`. */
  readonly service: string;
  /** For example `GetFunction`. */
  readonly command: string;
  readonly input: unknown;
}

/** Runs for each call to AWS. `send` makes the call. */
export type Interceptor = (call: Call, send: () => Promise<unknown>) => Promise<unknown>;

type Handler = (args: { readonly input: unknown }) => Promise<unknown>;

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: { readonly clientName?: string; readonly commandName?: string }) => Handler,
      options: { readonly step: 'initialize' },
    ): void;
  };
}

/** Wraps a connection to AWS so that the interceptor runs for each call. */
export function interceptCalls(aws: Aws, interceptor: Interceptor): Aws {
  const intercepted = new Set<unknown>();
  return {
    ...aws,
    inRegion: (region) => interceptCalls(aws.inRegion(region), interceptor),
    client<Instance>(Class: new (settings: ClientSettings) => Instance): Instance {
      const client = aws.client(Class);
      // Every client of the SDK has a middleware stack.
      if (!intercepted.has(client)) addInterceptor(client as Client, interceptor);
      intercepted.add(client);
      return client;
    },
  };
}

function addInterceptor({ middlewareStack }: Client, interceptor: Interceptor): void {
  middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      (args) =>
        interceptor(
          {
            service: clientName.replace(/Client$/, ''),
            command: commandName.replace(/Command$/, ''),
            input: args.input,
          },
          () => next(args),
        ),
    { step: 'initialize' },
  );
}
