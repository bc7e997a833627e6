import { topicDialect } from '../../../events/patterns/dialects.ts';
import { matchEvent } from '../../../events/patterns/match-event.ts';
import { parsePattern } from '../../../events/patterns/parse-pattern.ts';
import { describePath, type EventPattern, isJsonObject, type JsonValue } from '../../../events/patterns/pattern.ts';
import type { MessageAttributes } from '../queue/message/message-attributes.ts';
import { invalidParameter } from './topic-error.ts';
import type { TopicMessage } from './topic-message.ts';

/** What a policy looks at. */
export type FilterScope = 'MessageAttributes' | 'MessageBody';

/** Which messages a subscriber gets: https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html */
export interface FilterPolicy {
  readonly pattern: EventPattern;
  readonly scope: FilterScope;
}

/** @throws {TopicError} it is not a policy */
export function filterPolicy(policy: JsonValue, scope: FilterScope): FilterPolicy | undefined {
  // An empty policy removes the filter.
  if (isJsonObject(policy) && Object.keys(policy).length === 0) return undefined;
  const { pattern, problems } = parsePattern(policy, topicDialect);
  const [problem] = problems;
  if (problem === undefined) return { pattern, scope };
  throw invalidParameter(`FilterPolicy: ${describePath('FilterPolicy', problem.path)} ${problem.message}`);
}

/** Whether a subscriber gets a message. */
export function passesFilter(policy: FilterPolicy | undefined, { message, attributes }: TopicMessage): boolean {
  if (policy === undefined) return true;
  const value = policy.scope === 'MessageBody' ? parseJson(message) : valuesOf(attributes);
  return value !== undefined && matchEvent(policy.pattern, value);
}

/** The attributes as JSON. Those with bytes cannot be matched. */
function valuesOf(attributes: MessageAttributes): JsonValue {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => {
      if (StringValue === undefined) return [];
      if (DataType === 'String.Array') return [[name, parseJson(StringValue) ?? null]];
      return [[name, DataType.startsWith('Number') ? Number(StringValue) : StringValue]];
    }),
  );
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
