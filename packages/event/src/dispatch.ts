// @compile-at-start
import type { DispatchRequest } from '@alr/context';
import { EventHandler, type HandlerInit } from './handler/event-handler.ts';
import type { StaticSettings } from './handler/settings.ts';
import { ALBHandler } from './http/alb-handler.ts';
import { HTTPHandler } from './http/http-handler.ts';
import { convertResponse } from './http/lazy-conversion.ts';
import { SNSHandler } from './messages/sns-handler.ts';
import { SQSHandler } from './messages/sqs-handler.ts';
import { EventBridgeHandler } from './service-events/eventbridge-handler.ts';
import { S3Handler } from './service-events/s3-handler.ts';
import { batchOf, MixedSourcesError, sourcesOf } from './source/detect-source.ts';
import {
  EVENT_ANY,
  EVENT_COGNITO,
  EVENT_DYNAMODB,
  EVENT_FIREHOSE,
  EVENT_KINESIS,
  EVENT_S3,
  EVENT_SNS,
  EVENT_SQS,
  EVENT_WEBSOCKET,
} from './source/event-source.ts';
import { acceptUnhandled, noHandler, registeredName } from './source/unhandled-event.ts';
import { DynamoDBHandler } from './streams/dynamodb-handler.ts';
import { type FirehoseRecord, unchanged } from './streams/firehose-result.ts';
import { KinesisHandler } from './streams/kinesis-handler.ts';

type HandlerClass = (new (init: HandlerInit) => EventHandler) & StaticSettings<{ envelopes: boolean }>;

/**
 * Dispatches an event to the class registered for its source, or else to the default class of that source.
 *
 * @returns the result of the invocation: undefined, a JSON value, or a function that writes a streamed response
 * @throws {UnhandledEventError} nothing handles the event
 * @throws {MixedSourcesError} the records of the event come from several sources
 * @throws {Error} the handler fails, with its error
 */
export async function dispatchEvent(request: DispatchRequest): Promise<unknown> {
  const { event, handlers, logger } = request;
  const sources = sourcesOf(event);
  const isUnclaimed = handlers.has(EVENT_ANY) && !sources.some((source) => isClaimed(source, handlers));
  if (sources.length > 1 && !isUnclaimed) throw new MixedSourcesError(sources);
  const isEmpty = batchOf(event)?.length === 0;
  const source = isUnclaimed ? EVENT_ANY : (sources[0] ?? (isEmpty ? onlyBatchSource(handlers) : undefined));
  if (source === undefined && isEmpty) {
    logger.warn('the event has no records and names no source: there is nothing to handle');
    return undefined;
  }
  try {
    return await makeHandler(source, request).process();
  } catch (error) {
    acceptUnhandled(error, request);
    return neutralResponse(source, event);
  }
}

// The runtime finds these functions through a registered class, since a bundle has no package to look up by name
// (docs/decisions/005). A static member of EventHandler would make its module import its own subclasses.
Object.defineProperty(EventHandler, Symbol.for('@alr/event.dispatch'), { value: dispatchEvent });
Object.defineProperty(EventHandler, Symbol.for('@alr/event.response-to-result'), { value: convertResponse });

/**
 * Whether an event comes from a source. Other events can have a member `eventSource` too, such as those of CloudTrail.
 */
// @compile-later
function isClaimed(source: string | undefined, handlers: DispatchRequest['handlers']): boolean {
  return source !== undefined && (handlers.has(source) || /^aws:|^SelfManagedKafka$/.test(source));
}

/** The source of a batch without records, if the function handles only one kind of batch. */
// @compile-later
function onlyBatchSource(handlers: DispatchRequest['handlers']): string | undefined {
  const batchSources = [EVENT_SQS, EVENT_SNS, EVENT_S3, EVENT_KINESIS, EVENT_DYNAMODB];
  const [source, ...others] = batchSources.filter((batchSource) => handlers.has(batchSource));
  return others.length === 0 ? source : undefined;
}

function makeHandler(source: string | undefined, { handlers, event, ...rest }: DispatchRequest): EventHandler {
  const registered = registeredClass(handlers, source);
  const handlerClass = registered ?? defaultClass(source);
  if (source === undefined || handlerClass === undefined) throw noHandler(source);
  const records = source === EVENT_ANY ? [event] : (batchOf(event) ?? [event]);
  const init = { ...rest, event, source, records, handlerOf: () => undefined };
  return new handlerClass(registered ? init : { ...init, handlerOf: innerHandlers(handlers, init) });
}

/**
 * Makes a handler for each registered source whose records are found inside messages, when its first record is found.
 */
// @compile-later
function innerHandlers(handlers: DispatchRequest['handlers'], outer: HandlerInit): HandlerInit['handlerOf'] {
  const made = new Map<string, EventHandler>();
  return (source) => {
    const handlerClass = registeredClass(handlers, source);
    if (handlerClass === undefined || handlerClass.envelopes === false) return undefined;
    const handler = made.get(source) ?? new handlerClass({ ...outer, source, records: [] });
    made.set(source, handler);
    return handler;
  };
}

function registeredClass(handlers: DispatchRequest['handlers'], source = ''): HandlerClass | undefined {
  // The contract leaves out what only this package knows: that a handler class extends EventHandler.
  return (handlers.get(source) ?? handlers.get(registeredName(source))) as HandlerClass | undefined;
}

/** The class for a source without a registered class. It fails unless a message holds records of a registered source. */
// @compile-later
function defaultClass(source: string | undefined): HandlerClass | undefined {
  return [
    SQSHandler,
    SNSHandler,
    S3Handler,
    EventBridgeHandler,
    ALBHandler,
    HTTPHandler,
    KinesisHandler,
    DynamoDBHandler,
  ].find((handlerClass) => handlerClass.source === source);
}

/** The response to an unhandled event that changes nothing for the caller. */
// @compile-later
function neutralResponse(source: string | undefined, event: unknown): unknown {
  switch (source) {
    case EVENT_WEBSOCKET:
      return { statusCode: 200 };
    case EVENT_COGNITO:
      // A Cognito trigger continues with the event that it gets back.
      return event;
    case EVENT_FIREHOSE:
      return { records: (event as { records: readonly FirehoseRecord[] }).records.map(unchanged) };
    default:
      return undefined;
  }
}
