import type { Aws, IndexedTags } from './connection.ts';

interface Sender {
  send(command: object, ...options: unknown[]): Promise<unknown>;
}

/** Calls that only read. One that a kind repeats until something has changed is never cached. */
const reads = /^(?!GetEventSourceMapping$)(Get|List|Describe|Head)/;

/**
 * The same connection, except that a call that only reads is made once, and has the same response from then on. It is for
 * a moment in which nothing is changed: resources refer to each other, so several kinds read the same function or queue.
 *
 * @param indexedTags what the index of all tags says; by default, it is not used
 */
export function withCachedReads(aws: Aws, indexedTags?: IndexedTags): Aws {
  const clients = new Map<unknown, unknown>();
  return {
    ...aws,
    cachesReads: true,
    ...(indexedTags && { indexedTags }),
    client(Client) {
      const known = clients.get(Client);
      const cached = known ?? cachedClient(aws.client(Client) as Sender);
      clients.set(Client, cached);
      // Every value is an instance of its key.
      return cached as InstanceType<typeof Client>;
    },
    inRegion: (region) => withCachedReads(aws.inRegion(region)),
  };
}

/** An object with the client as its prototype is an instance of the client's class, which paginators require. */
function cachedClient(client: Sender): Sender {
  const responses = new Map<string, Promise<unknown>>();
  const cached: Sender = Object.create(client);
  cached.send = (command, ...options) => {
    const name = command.constructor.name.replace(/Command$/, '');
    if (!reads.test(name)) return client.send(command, ...options);
    const { input } = command as { input?: object };
    const key = `${name} ${JSON.stringify(input)}`;
    const response = responses.get(key) ?? client.send(command, ...options);
    responses.set(key, response);
    return response;
  };
  return cached;
}
