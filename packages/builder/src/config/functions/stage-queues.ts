import { parseArn } from '../../aws/arn.ts';
import type { Configuration } from '../configuration.ts';
import type { KeyPath } from '../keys/keys.ts';
import type { FailureSettings } from '../triggers/failure-keys.ts';

/** A queue of the stage, which gets what failed for good, and the key that names it. */
export interface StageQueue {
  readonly name: string;
  readonly key: Extract<KeyPath, 'lambda.on_failure.queue' | 'trigger.on_failure.queue' | 'trigger.dlq'>;
  /** The place of the trigger in the list of the function; undefined for a key of the function. */
  readonly trigger?: number;
}

/**
 * Lists the queues of the stage that a function names. All functions and triggers can share them, and a trigger can move
 * from one function to another. A queue that is given by its ARN belongs to others.
 */
export function stageQueues({ lambda, triggers }: Pick<Configuration, 'lambda' | 'triggers'>): StageQueue[] {
  return [
    ...queueOf(lambda.onFailure).map((name): StageQueue => ({ name, key: 'lambda.on_failure.queue' })),
    ...triggers.flatMap((each, trigger): StageQueue[] => [
      ...('onFailure' in each ? queueOf(each.onFailure) : []).map(
        (name): StageQueue => ({ name, key: 'trigger.on_failure.queue', trigger }),
      ),
      ...('dlq' in each && each.dlq !== undefined && parseArn(each.dlq) === undefined
        ? [{ name: each.dlq, key: 'trigger.dlq', trigger } as const]
        : []),
    ]),
  ];
}

/** The names of these queues, without duplicates. */
export function stageQueueNames(configuration: Pick<Configuration, 'lambda' | 'triggers'>): string[] {
  return [...new Set(stageQueues(configuration).map(({ name }) => name))];
}

function queueOf(settings: FailureSettings | undefined): string[] {
  return settings?.queue === undefined ? [] : [settings.queue];
}
