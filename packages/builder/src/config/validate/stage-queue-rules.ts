import { stageQueues } from '../functions/stage-queues.ts';
import type { KeyPath } from '../keys/keys.ts';
import { formatLocation, type Location, type Problem } from '../read/problem.ts';
import type { FunctionValidation } from './validate-function.ts';

/** Where the name of a queue is written. */
interface Written {
  readonly name: string;
  readonly path: string;
  readonly location: Location;
}

/**
 * Finds queues that belong to a trigger, although they are also named as queues of the stage: each queue has one owner. A
 * trigger can read a queue of the stage that it calls existing.
 */
export function checkStageQueues(functions: readonly FunctionValidation[]): Problem[] {
  const ofStage = functions.flatMap((each) =>
    (each.settings === undefined ? [] : stageQueues(each.settings)).map(({ name, key, trigger }) =>
      written(each, name, key, trigger),
    ),
  );
  return functions.flatMap(queuesOfTriggers).flatMap(({ name, path, location }): Problem[] => {
    const first = ofStage.find((each) => each.name === name);
    if (first === undefined) return [];
    const existing = path.replace(/name$/, 'existing');
    const message =
      `${path}: the queue ${name} is that of ${first.path} (${formatLocation(first.location)}), and belongs to all ` +
      `functions of the stage: choose another name, or set ${existing}`;
    return [{ location, message }];
  });
}

function queuesOfTriggers(validation: FunctionValidation): Written[] {
  return (validation.settings?.triggers ?? []).flatMap((trigger, index): Written[] => {
    if (!('queue' in trigger) || trigger.queue.existing) return [];
    const { name, dlq } = trigger.queue;
    return [
      written(validation, name, 'trigger.queue.name', index),
      ...(dlq.existing ? [] : [written(validation, dlq.name, 'trigger.queue.dlq.name', index)]),
    ];
  });
}

function written({ file }: FunctionValidation, name: string, key: KeyPath, trigger = 0): Written {
  const triggerFile = file.triggers[trigger];
  const location = triggerFile?.content.settings.get(key)?.location ?? triggerFile?.content.location ?? file.location;
  return { name, path: triggerFile?.inUserTerms(key) ?? key, location };
}
