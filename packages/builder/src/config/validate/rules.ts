import type { Settings } from '../keys/keys.ts';
import { isReserved } from '../read/environment-file.ts';
import type { BrokenRule } from './broken-rule.ts';
import { queueOddities, queueRules } from './queue-rules.ts';
import { triggerRules } from './trigger-rules.ts';

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
  const tags = Object.keys(settings['lambda.tags']).length;
  if (tags > 49) {
    yield {
      between: ['lambda.tags'],
      message: `lambda.tags has ${tags} entries: 49 at most, as AWS takes 50, and alr:project is one`,
    };
  }
}

/** What works, but hardly as it is meant. */
export function findMistakes(settings: Settings): BrokenRule[] {
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
  if ('trigger.queue.name' in settings) odd.push(...queueOddities(settings));
  if (reserved === 0) {
    odd.push({ between: ['lambda.concurrency'], message: 'lambda.concurrency is 0: the function can not be invoked' });
  }
  return odd;
}
