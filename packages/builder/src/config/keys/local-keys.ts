import { boolean, integer, list, resources, text } from './key.ts';
import { section } from './section.ts';

/** A setting of one resource has no variable: only names fit into one. */
const ofResource = { env: '' } as const;

/** The keys of what the code uses on this machine besides its triggers. A deployment ignores them. */
export const localKeys = section({
  buckets: list({
    format: 'bucket',
    env: 'LOCAL_BUCKETS',
    default: [],
    description: 'Buckets that the code uses besides those of its triggers: alr-builder local has them.',
  }),
  queues: resources({
    names: 'local queue',
    settings: {
      visibility_timeout: integer({
        min: 0,
        max: 43_200,
        unit: 'seconds',
        ...ofResource,
        description: 'How long a received message stays hidden; 30 by default, as on AWS.',
      }),
      dead_letter: text({
        format: 'local queue',
        ...ofResource,
        description: 'The name of the queue for messages that are received too often.',
      }),
      receive_count: integer({
        min: 1,
        max: 1000,
        ...ofResource,
        description: 'How many times a message is received before it moves to dead_letter; 3 by default.',
      }),
    },
    env: 'LOCAL_QUEUES',
    description: "Queues that the code uses, by name. They have SQS's own defaults, unless a map sets others.",
  }),
  topics: resources({
    names: 'local topic',
    settings: {
      queues: list({
        format: 'local queue',
        default: [],
        ...ofResource,
        description: 'Queues that are subscribed to the topic.',
      }),
      raw: boolean({
        default: false,
        ...ofResource,
        description: 'The queues get the message alone, without an envelope.',
      }),
    },
    env: 'LOCAL_TOPICS',
    description: 'Topics that the code publishes to, by name. A map can subscribe queues to them.',
  }),
  streams: resources({
    names: 'local stream',
    settings: {
      shards: integer({
        min: 1,
        max: 100,
        ...ofResource,
        description: 'How many shards the stream has; 4 by default.',
      }),
    },
    env: 'LOCAL_STREAMS',
    description: 'Kinesis streams that the code writes to, by name.',
  }),
  buses: list({
    format: 'event bus',
    env: 'LOCAL_BUSES',
    default: [],
    description: 'Event buses that the code puts events on, such as default.',
  }),
  instances: integer({
    min: 1,
    max: 1000,
    env: 'LOCAL_INSTANCES',
    description: 'How many processes of a function alr-builder local runs at most, unless --instances says so.',
  }),
});
