import { isReserved } from './environment-file.ts';
import type { KeyPath, Settings } from './keys.ts';

/** A rule between keys that the settings break. */
export interface BrokenRule {
  /** The keys that it is between; the first that is set in a file is where the problem is shown. */
  readonly between: readonly KeyPath[];
  readonly message: string;
}

type QueueSettings = Settings<'s3-sqs' | 'sns-sqs' | 'sqs'>;

/** The rules between keys that AWS would refuse to see broken, or that would lose events. */
export function brokenRules(settings: Settings): BrokenRule[] {
  return [
    ...functionRules(settings),
    ...('trigger.queue.name' in settings ? queueRules(settings) : []),
    ...triggerRules(settings),
  ];
}

function* functionRules(settings: Settings): Iterable<BrokenRule> {
  const subnets = settings['lambda.vpc.subnets'];
  const securityGroups = settings['lambda.vpc.security_groups'];
  if ((subnets.length === 0) !== (securityGroups.length === 0)) {
    yield {
      between: ['lambda.vpc.subnets', 'lambda.vpc.security_groups'],
      message: 'a VPC needs both lambda.vpc.subnets and lambda.vpc.security_groups',
    };
  }
  if (settings['lambda.snap_start'] && settings['lambda.alias'] === undefined) {
    yield {
      between: ['lambda.snap_start', 'lambda.alias'],
      message: 'lambda.snap_start works on published versions only: set lambda.alias too, such as "alias: live"',
    };
  }
  if (settings['lambda.snap_start'] && settings['lambda.ephemeral_storage'] > 512) {
    yield {
      between: ['lambda.ephemeral_storage', 'lambda.snap_start'],
      message: 'lambda.snap_start allows no more than 512 MB of lambda.ephemeral_storage',
    };
  }
  for (const name of Object.keys(settings['lambda.environment']).filter(isReserved)) {
    yield {
      between: ['lambda.environment'],
      message: `lambda.environment sets ${name}, which Lambda keeps for itself`,
    };
  }
}

function* queueRules(settings: QueueSettings): Iterable<BrokenRule> {
  const timeout = settings['lambda.timeout'];
  const visibility = settings['trigger.queue.visibility_timeout'];
  if (visibility < 6 * timeout) {
    yield {
      between: ['trigger.queue.visibility_timeout', 'lambda.timeout'],
      message:
        `trigger.queue.visibility_timeout is ${visibility} seconds: it must be at least six times lambda.timeout ` +
        `(${timeout}), ${6 * timeout}, or a message is handled a second time while the first is still at it`,
    };
  }
  const name = settings['trigger.queue.name'];
  const dlq = settings['trigger.queue.dlq.name'];
  const batchSize = settings['trigger.queue.batch_size'];
  if (isFifo(name) && batchSize > 10) {
    yield {
      between: ['trigger.queue.batch_size', 'trigger.queue.name'],
      message: `trigger.queue.batch_size is ${batchSize}: a FIFO queue allows 10 at most`,
    };
  } else if (batchSize > 10 && settings['trigger.queue.batch_window'] === 0) {
    yield {
      between: ['trigger.queue.batch_size', 'trigger.queue.batch_window'],
      message: `trigger.queue.batch_size is ${batchSize}: above 10 it needs a trigger.queue.batch_window of at least 1 second`,
    };
  }
  if (isFifo(name) && settings['trigger.queue.batch_window'] > 0) {
    yield {
      between: ['trigger.queue.batch_window', 'trigger.queue.name'],
      message: 'a FIFO queue has no trigger.queue.batch_window',
    };
  }
  if (dlq !== undefined && isFifo(dlq) !== isFifo(name)) {
    yield {
      between: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `the dead-letter queue of a ${isFifo(name) ? 'FIFO queue must be one too: its name must end' : 'standard queue can be no FIFO queue: its name must not end'} in .fifo`,
    };
  }
  if (dlq === name) {
    yield {
      between: ['trigger.queue.dlq.name', 'trigger.queue.name'],
      message: `trigger.queue.dlq.name is the queue itself, "${name}"`,
    };
  }
}

function* triggerRules(settings: Settings): Iterable<BrokenRule> {
  switch (settings['trigger.type']) {
    case 's3-sqs':
      if (isFifo(settings['trigger.queue.name'])) {
        yield { between: ['trigger.queue.name'], message: 'S3 does not notify FIFO queues: take a standard one' };
      }
      break;
    case 'sns':
      if (isFifo(settings['trigger.topic_name'])) {
        yield {
          between: ['trigger.topic_name'],
          message: 'a FIFO topic does not invoke functions: put a queue between them, with trigger.type sns-sqs',
        };
      }
      break;
    case 'sns-sqs':
      if (isFifo(settings['trigger.queue.name']) && !isFifo(settings['trigger.topic_name'])) {
        yield {
          between: ['trigger.queue.name', 'trigger.topic_name'],
          message: 'a standard topic does not deliver to a FIFO queue: both names must end in .fifo, or neither',
        };
      }
      break;
    case 'kinesis':
    case 'dynamodb':
      if (!settings['trigger.stream.arn'].includes(`:${settings['trigger.type']}:`)) {
        yield {
          between: ['trigger.stream.arn', 'trigger.type'],
          message: `trigger.stream.arn "${settings['trigger.stream.arn']}" is not a stream of ${settings['trigger.type']}, which trigger.type says`,
        };
      }
      break;
    case 'url':
      if (settings['trigger.cors.allow_credentials'] && settings['trigger.cors.allow_origins'].includes('*')) {
        yield {
          between: ['trigger.cors.allow_origins', 'trigger.cors.allow_credentials'],
          message: 'with trigger.cors.allow_credentials the origins must be named: browsers refuse "*" then',
        };
      }
      break;
    default:
  }
}

/** What works, but hardly as it is meant. */
export function oddities(settings: Settings): BrokenRule[] {
  const odd: BrokenRule[] = [];
  const reserved = settings['lambda.concurrency'];
  if ('trigger.queue.name' in settings && reserved !== undefined) {
    const limit = settings['trigger.queue.maximum_concurrency'];
    if (reserved < (limit ?? 5)) {
      odd.push({
        between: ['lambda.concurrency', 'trigger.queue.maximum_concurrency'],
        message:
          `lambda.concurrency is ${reserved}: a queue that finds the function throttled sends good messages to the ` +
          'dead-letter queue; leave it out and set trigger.queue.maximum_concurrency (2 at least)',
      });
    }
  }
  if (reserved === 0) {
    odd.push({ between: ['lambda.concurrency'], message: 'lambda.concurrency is 0: the function can not be invoked' });
  }
  return odd;
}

function isFifo(name: string): boolean {
  return name.endsWith('.fifo');
}
