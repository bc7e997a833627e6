import type { LocalEvent } from '../../report/local-event.ts';
import type { LocalProject } from '../local-project.ts';

type ListeningSources = Pick<Extract<LocalEvent, { type: 'listening' }>, 'queues' | 'buckets' | 'topics' | 'streams'>;

/**
 * The sources of the triggers, with the addresses to which a user can send something.
 *
 * @param endpoint the address of the emulator
 */
export function listeningSources({ sources }: Pick<LocalProject, 'sources'>, endpoint: string): ListeningSources {
  const { current } = sources ?? {};
  if (current === undefined) return {};
  const { triggers, queues } = current;
  const all = {
    queues: Array.from(triggers.queues, (queue) => ({ name: queue.name, url: queues.urlOf(queue, endpoint) })),
    buckets: Array.from(triggers.buckets, ({ name }) => ({ name, url: `${endpoint}/${name}` })),
    topics: Array.from(triggers.topics, ({ name, arn }) => ({ name, arn })),
    streams: Array.from(triggers.streams, ({ name, arn }) => ({ name, arn })),
  };
  return Object.fromEntries(Object.entries(all).filter(([, found]) => found.length > 0));
}
