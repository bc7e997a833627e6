import type { Aws, ClientSettings } from '../../src/aws/connection.ts';

/** The process was broken off, right after AWS had carried out a call. */
export class BrokenOffError extends Error {
  override get name(): string {
    return 'BrokenOffError';
  }
}

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<unknown>,
        context: { commandName?: string },
      ) => (args: never) => Promise<unknown>,
      options: { step: 'initialize' },
    ): void;
  };
}

/** Lets one call change something in AWS, and then breaks off as a killed process does: the answer reaches nobody. */
export function brokenOffAfterOneChange(aws: Aws): Aws {
  const prepared = new Set<unknown>();
  let isOver = false;
  return {
    ...aws,
    client<Made>(Class: new (settings: ClientSettings) => Made): Made {
      const client = aws.client(Class);
      if (prepared.has(client)) return client;
      prepared.add(client);
      const { middlewareStack } = client as Client; // as every client of the SDK has it
      middlewareStack.add(
        (next, { commandName = '' }) =>
          async (args) => {
            if (isOver) throw new BrokenOffError();
            const answer = await next(args);
            // What is published already isn't published again; and moto takes no tags with a new bucket.
            if (/^(Get|List|Describe|Head|PublishVersion|CreateBucketCommand)/.test(commandName)) return answer;
            isOver = true;
            throw new BrokenOffError();
          },
        { step: 'initialize' },
      );
      return client;
    },
  };
}
