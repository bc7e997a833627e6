import type { Aws, ClientSettings } from '../../src/aws/connection.ts';

/** One call of AWS. */
export interface Call {
  /** Such as `Lambda`. */
  readonly service: string;
  /** Such as `GetFunction`. */
  readonly command: string;
  readonly input: unknown;
}

/** Stands between the engine and AWS; `send` makes the call. */
export type Through = (call: Call, send: () => Promise<unknown>) => Promise<unknown>;

type Handler = (args: { readonly input: unknown }) => Promise<unknown>;

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Handler, context: { clientName?: string; commandName?: string }) => Handler,
      options: { step: 'initialize' },
    ): void;
  };
}

/** AWS with something in between that sees each call. */
export function throughCalls(aws: Aws, through: Through): Aws {
  const prepared = new Set<unknown>();
  return {
    ...aws,
    client<Made>(Class: new (settings: ClientSettings) => Made): Made {
      const client = aws.client(Class);
      // as every client of the SDK is
      if (!prepared.has(client)) addThrough(client as Client, through);
      prepared.add(client);
      return client;
    },
  };
}

function addThrough({ middlewareStack }: Client, through: Through): void {
  middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      (args) =>
        through(
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
