import { QueueMapping } from '../../mapping/queue-mapping.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import type { ProjectFunction } from '../project-function.ts';
import type { LocalQueues } from '../resources/local-queues.ts';
import type { ConnectOptions } from './connect-stream.ts';
import { QueueTrigger } from './queue-trigger.ts';

/** How a trigger reads a queue. */
export interface QueueReading {
  readonly batchSize: number;
  readonly batchWindow: number;
  readonly maximumConcurrency?: number | undefined;
  readonly partialBatchResponse: boolean;
  /** Patterns in JSON. */
  readonly filter: readonly string[];
}

/** Lets a function read a queue, and another one of this name that replaces it. */
export function connectQueue(
  { partialBatchResponse: acceptsReports, ...reading }: QueueReading,
  queue: Queue,
  each: ProjectFunction,
  queues: LocalQueues,
  { clock, activity }: Omit<ConnectOptions, 'faults'>,
): QueueTrigger {
  const trigger = queues.addReader(queue, (read) => {
    read.notes.markRead();
    return new QueueTrigger({
      mapping: new QueueMapping(read, { ...reading, acceptsReports }),
      clock,
      activity,
      emit: (event) => each.report(event),
      isFree: () => each.free > 0,
      settings: () => each.settings,
      invoke: (event, traceHeader, batch) => each.invoke({ event, traceHeader }, 'sqs', { batch }),
      hasWarning: (invocation) => each.hasWarning(invocation),
      codeLoadedAt: () => each.reloader.loadedAt,
      isStrict: each.setup.options.strict === true,
      onChanged: () => queues.changed(),
    });
  });
  each.onFree(() => queues.changed());
  return trigger;
}
