import type { LocalServer } from '../../local-server.ts';
import { durationOf } from '../../options/duration.ts';
import type { LocalProject } from '../local-project.ts';
import type { CheckOpen } from './emulator-closed-error.ts';
import { localBucket } from './local-bucket.ts';
import { localBus } from './local-bus.ts';
import { localQueue } from './local-queue.ts';
import { localStream } from './local-stream.ts';
import { localTopic } from './local-topic.ts';

type SourceHandles = Pick<LocalServer, 'clock' | 'queue' | 'bucket' | 'topic' | 'bus' | 'stream' | 'settled'>;

/**
 * What a program does with the sources of a running emulator.
 *
 * @param url the address of the emulator
 */
export function sourceHandles(project: LocalProject, url: string, checkOpen: CheckOpen): SourceHandles {
  const { clock } = project;
  const sources = () => project.sources?.current;
  return {
    clock: {
      get now() {
        return clock.now;
      },
      async skip(amount) {
        checkOpen('skip time');
        await project.skip(durationOf(amount));
      },
    },
    queue: (name) => localQueue(sources()?.queues, clock, url, name, checkOpen),
    bucket: (name) => localBucket(sources()?.buckets, clock, name, checkOpen),
    topic: (name) => localTopic(sources()?.events, clock, name, checkOpen),
    bus: (name = 'default') => localBus(sources()?.events, clock, name, checkOpen),
    stream: (name) => localStream(sources()?.streams, clock, name, checkOpen),
    async settled() {
      checkOpen('wait until it is settled');
      await project.settled();
    },
  };
}
