import { CallLimit } from './call-limit.ts';
import { type Pause, retryUntilConsistent } from './retry-until-consistent.ts';
import { transientFor, unknownFor, unreadableFor } from './transient-errors.ts';

/** What all clients of the SDK have in common. */
interface Sender {
  send(command: object, ...options: unknown[]): Promise<unknown>;
}

/**
 * Calls that replace something that others change too. Retrying one would write what was read before the rejection, so
 * `changeShared` retries it together with the read.
 */
const writesOfShared: ReadonlySet<string> = new Set([
  'PutBucketNotificationConfiguration',
  'PutBucketTagging',
  'PutFunctionEventInvokeConfig',
  'PutLifecyclePolicy',
  'PutRule',
  'PutTargets',
  'SetQueueAttributes',
  'UpdateFunctionConfiguration',
]);

/**
 * Makes a client of the SDK retry every call that AWS rejects only for a while: see `transient-errors`. This is the only
 * place where calls are retried, apart from {@link changeShared}.
 *
 * @param limit how many calls run at the same time; those that wait for a retry do not count
 */
export function retryCalls<Client>(client: Client, pause: Pause, limit = new CallLimit(Infinity)): Client {
  const sender = client as Sender;
  const created = new Set<string>();
  // Looked up at each call, because tests replace the method of the class.
  const plain: Sender = Object.getPrototypeOf(sender);
  sender.send = async (command, ...options) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const { input = {} } = command as { input?: object };
    const result = await retryUntilConsistent(
      () => limit.run(() => plain.send.call(sender, command, ...options)),
      (error) => {
        // A function that rejects an invocation is not a deployment in progress.
        if (writesOfShared.has(name) || name.startsWith('Invoke')) return undefined;
        const limit = transientFor(error) ?? unknownFor(error, name);
        return limit ?? (textsIn(input).some((text) => created.has(text)) ? unreadableFor(error, name) : undefined);
      },
      pause,
    );
    const texts = textsIn(input);
    if (/^(Create|PublishVersion)/.test(name)) for (const text of [...texts, ...textsIn(result)]) created.add(text);
    if (name.startsWith('Delete')) created.clear();
    return result;
  };
  return client;
}

/** The names, ARNs and URLs at the top of a call's input or output, also those in lists. */
function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .flat()
    .filter((item) => typeof item === 'string');
}

/**
 * Reads something that others change too, and writes it back with only our part changed. If AWS rejects the write for a
 * while, it is read again before each retry.
 */
export function changeShared<Result>(
  { pause }: { readonly pause: Pause },
  change: () => Promise<Result>,
): Promise<Result> {
  return retryUntilConsistent(change, (error) => transientFor(error) ?? unknownFor(error, ''), pause);
}
