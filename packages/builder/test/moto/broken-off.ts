import type { Aws } from '../../src/aws/connection.ts';
import { type DeployedOptions, type DeployedProject, deployed } from './deployed-project.ts';
import { throughCalls } from './through-calls.ts';

/** The process was broken off, right after AWS had carried out a call. */
class BrokenOffError extends Error {
  override get name(): string {
    return 'BrokenOffError';
  }
}

/** Begins a work on a project again and again, each time getting one change further, until it comes to its end. */
export async function brokenOffAtEachChange(
  work: (project: DeployedProject) => Promise<unknown>,
  yaml: string,
  options: DeployedOptions = {},
): Promise<void> {
  for (let runs = 0; runs < 100; runs += 1) {
    try {
      await work(deployed(yaml, { ...options, through: brokenOffAfterOneChange }));
      return;
    } catch (error) {
      if (!isBrokenOff(error)) throw error;
    }
  }
  throw new Error('it comes to no end');
}

/** A teardown goes on with what it can, and tells at its end that something is left. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof BrokenOffError || (error instanceof Error && error.name === 'TeardownError');
}

/** Lets one call change something in AWS, and then breaks off as a killed process does: the answer reaches nobody. */
function brokenOffAfterOneChange(aws: Aws): Aws {
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
