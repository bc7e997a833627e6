import type { Context, Logger } from '@alr/context';
import { EventHandler, type EventHandlerClass, type Invocation } from './handler/event-handler.ts';
import { ALBHandler } from './http/alb-handler.ts';
import { HTTPHandler } from './http/http-handler.ts';
import { SNSHandler } from './messages/sns-handler.ts';
import { SQSHandler } from './messages/sqs-handler.ts';
import { MixedSourcesError } from './mixed-sources-error.ts';
import { EventBridgeHandler } from './service-events/eventbridge-handler.ts';
import { S3Handler } from './service-events/s3-handler.ts';
import { batchOf, sourcesOf } from './source/detect-source.ts';
import { EVENT_DYNAMODB, EVENT_KINESIS, EVENT_S3, EVENT_SNS, EVENT_SQS } from './source/event-source.ts';
import { noHandler, UnhandledEventError } from './source/unhandled-event.ts';
import { DynamoDBHandler } from './streams/dynamodb-handler.ts';
import { KinesisHandler } from './streams/kinesis-handler.ts';

/** An event to dispatch. */
export interface DispatchRequest {
  readonly event: unknown;
  readonly context: Context;
  readonly logger: Logger;
  /** The Runtime object that received the event. */
  readonly runtime: object;
  /** What is registered for the Runtime class and its ancestors, by source. */
  readonly handlers: ReadonlyMap<string, EventHandlerClass>;
  /** What an event that nobody handles comes to. */
  readonly unhandled: 'fail' | 'warn';
}

const defaultClasses: ReadonlyMap<string, EventHandlerClass> = new Map(
  [SQSHandler, SNSHandler, S3Handler, EventBridgeHandler, ALBHandler, HTTPHandler, KinesisHandler, DynamoDBHandler].map(
    (handlerClass) => [handlerClass.source, handlerClass],
  ),
);

const batchSources = [EVENT_SQS, EVENT_SNS, EVENT_S3, EVENT_KINESIS, EVENT_DYNAMODB];

/**
 * Hands an event to the class that is registered for its source, else to the source's own class, which fails unless
 * what it finds inside of messages goes to registered classes.
 *
 * @returns what the runtime replies with: undefined, a JSON value, or a function that writes a streamed response.
 * @throws UnhandledEventError where nobody handles the event, MixedSourcesError where its records come from several
 * sources, and whatever the handler throws.
 */
export async function dispatchEvent(request: DispatchRequest): Promise<unknown> {
  const { event, logger, unhandled } = request;
  const sources = sourcesOf(event);
  if (sources.length > 1) throw new MixedSourcesError(sources);
  const isEmpty = batchOf(event)?.length === 0;
  const source = sources[0] ?? (isEmpty ? onlyBatchSource(request.handlers) : undefined);
  if (source === undefined && isEmpty) {
    logger.warn('The event has no records and tells no source: there is nothing to handle');
    return undefined;
  }
  try {
    return await handlerFor(source, request).process();
  } catch (error) {
    if (unhandled === 'fail' || !(error instanceof UnhandledEventError)) throw error;
    logger.warn(error.message);
    return harmlessAnswer(source, event);
  }
}

// The bootstrap may find a function in a bundle, where this package has no name any more: its classes lead here. It
// isn't a member of EventHandler, whose module would then have to import those of its own subclasses.
Object.defineProperty(EventHandler, Symbol.for('@alr/event.dispatch'), { value: dispatchEvent });

/** The source that a batch without records must be of, as the function takes no batches of another. */
function onlyBatchSource(handlers: DispatchRequest['handlers']): string | undefined {
  const [source, ...others] = batchSources.filter((batchSource) => handlers.has(batchSource));
  return others.length === 0 ? source : undefined;
}

function handlerFor(source: string | undefined, { handlers, event, ...surroundings }: DispatchRequest): EventHandler {
  const registered = handlers.get(source ?? '');
  const handlerClass = registered ?? defaultClasses.get(source ?? '');
  if (source === undefined || handlerClass === undefined) throw noHandler(source);
  const invocation = { ...surroundings, event, source, records: batchOf(event) ?? [event], handlerOf: () => undefined };
  return new handlerClass(registered ? invocation : { ...invocation, handlerOf: innerHandlers(handlers, invocation) });
}

/** The registered handlers of what is found inside of messages: one instance of each, made where it is needed. */
function innerHandlers(handlers: DispatchRequest['handlers'], outer: Invocation): Invocation['handlerOf'] {
  const made = new Map<string, EventHandler>();
  return (source) => {
    const handlerClass = handlers.get(source);
    if (handlerClass === undefined || handlerClass.envelopes === false) return undefined;
    const handler = made.get(source) ?? new handlerClass({ ...outer, source, records: [] });
    made.set(source, handler);
    return handler;
  };
}

/** The answer that changes nothing for the caller. */
function harmlessAnswer(source: string | undefined, event: unknown): unknown {
  switch (source) {
    case 'aws:websocket':
      return { statusCode: 200 };
    case 'aws:cognito':
      // A trigger goes on with the event that it gets back.
      return event;
    default:
      return undefined;
  }
}
