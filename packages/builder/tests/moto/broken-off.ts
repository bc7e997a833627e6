import type { Aws } from '../../src/aws/connection.ts';
import { throughCalls } from './through-calls.ts';

/** The process was broken off, right after AWS had carried out a call. */
export class BrokenOffError extends Error {
  override get name(): string {
    return 'BrokenOffError';
  }
}

/** Lets one call change something in AWS, and then breaks off as a killed process does: the answer reaches nobody. */
export function brokenOffAfterOneChange(aws: Aws): Aws {
  let isOver = false;
  return throughCalls(aws, async ({ command }, send) => {
    if (isOver) throw new BrokenOffError();
    const answer = await send();
    // What is published already isn't published again; and moto takes no tags with a new bucket.
    if (/^(Get|List|Describe|Head|PublishVersion|CreateBucket)/.test(command)) return answer;
    isOver = true;
    throw new BrokenOffError();
  });
}
