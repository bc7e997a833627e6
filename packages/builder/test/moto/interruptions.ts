import type { Aws } from '../../src/aws/connection.ts';
import { type DeployedOptions, type DeployedProject, deployed } from './deployed-project.ts';
import { interceptCalls } from './intercept-calls.ts';

/** The deployment was interrupted right after AWS carried out a call. */
class InterruptedError extends Error {
  override get name(): string {
    return 'InterruptedError';
  }
}

/** Runs an operation on a project repeatedly. Each run is interrupted after its first change, until one completes. */
export async function interruptAfterEachChange(
  operation: (project: DeployedProject) => Promise<unknown>,
  yaml: string,
  options: DeployedOptions = {},
): Promise<void> {
  for (let runs = 0; runs < 100; runs += 1) {
    try {
      await operation(deployed(yaml, { ...options, wrapAws: interruptAfterOneChange }));
      return;
    } catch (error) {
      if (!isInterruption(error)) throw error;
    }
  }
  throw new Error('the operation does not complete in 100 runs');
}

/** A teardown continues after an error, and reports at the end which resources are left. */
function isInterruption(error: unknown): boolean {
  return error instanceof InterruptedError || (error instanceof Error && error.name === 'TeardownError');
}

/** Lets one call change something in AWS, and then fails as if the process had been killed: its response is lost. */
function interruptAfterOneChange(aws: Aws): Aws {
  let isInterrupted = false;
  return interceptCalls(aws, async ({ command }, send) => {
    if (isInterrupted) throw new InterruptedError();
    const response = await send();
    // A version that exists is not published again, and moto ignores the tags of a new bucket.
    if (/^(Get|List|Describe|Head|PublishVersion|CreateBucket)/.test(command)) return response;
    isInterrupted = true;
    throw new InterruptedError();
  });
}
