import type {
  DescribeEventBusRequest,
  DescribeEventBusResponse,
  DescribeRuleRequest,
  DescribeRuleResponse,
  ListEventBusesRequest,
  ListEventBusesResponse,
  ListRulesRequest,
  ListRulesResponse,
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import { matchEvent } from '../../../events/patterns/match-event.ts';
import { parsePattern } from '../../../events/patterns/parse-pattern.ts';
import { describePath, type JsonValue } from '../../../events/patterns/pattern.ts';
import { type BusEntry, sizeOf } from '../../sources/bus/bus-event.ts';
import type { EventBus } from '../../sources/bus/event-bus.ts';
import type { EventBuses } from '../../sources/bus/event-buses.ts';
import { AwsApiError } from '../aws-api-error.ts';
import type { AwsCall, AwsService } from '../aws-service.ts';
import { eventsModel } from '../model/events.generated.ts';
import { linkModel } from '../model/service-model.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;
/** Each byte of an event can be an escape sequence of six. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** EventBridge over local event buses. Rules come from the configuration. */
export function eventsService(buses: EventBuses): AwsService {
  const operations = {
    PutEvents({ Entries = [] }: PutEventsRequest, { now }: AwsCall): PutEventsResponse {
      checkEntries(Entries);
      const results = Entries.map((entry) => {
        const bus = buses.find(entry.EventBusName);
        if (bus === undefined) {
          return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: missingBus(buses, entry.EventBusName) };
        }
        const result = bus.put(entryOf(entry), now);
        return 'id' in result ? { EventId: result.id } : { ErrorCode: result.code, ErrorMessage: result.message };
      });
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },

    ListEventBuses({ NamePrefix = '' }: ListEventBusesRequest): ListEventBusesResponse {
      const found = buses.all.filter(({ name }) => name.startsWith(NamePrefix));
      return { EventBuses: found.map(({ name, arn }) => ({ Name: name, Arn: arn })) };
    },

    DescribeEventBus({ Name }: DescribeEventBusRequest): DescribeEventBusResponse {
      const { name, arn } = existingBus(buses, Name);
      return { Name: name, Arn: arn };
    },

    ListRules({ EventBusName, NamePrefix = '' }: ListRulesRequest): ListRulesResponse {
      const bus = existingBus(buses, EventBusName);
      const names = [...bus.rules.keys()].filter((name) => name.startsWith(NamePrefix));
      return { Rules: names.map((name) => describeRule(bus, name)) };
    },

    DescribeRule({ EventBusName, Name = '' }: DescribeRuleRequest): DescribeRuleResponse {
      return describeRule(existingBus(buses, EventBusName), Name);
    },

    TestEventPattern({ EventPattern = '', Event = '' }: TestEventPatternRequest): TestEventPatternResponse {
      const { pattern, problems } = parsePattern(parseJson(EventPattern, 'Event pattern'));
      const [problem] = problems;
      if (problem !== undefined) {
        throw new AwsApiError(
          'InvalidEventPatternException',
          `Event pattern is not valid. Reason: ${describePath('EventPattern', problem.path)} ${problem.message}`,
        );
      }
      return { Result: matchEvent(pattern, parseJson(Event, 'Event')) };
    },
  };
  return {
    model: linkModel(eventsModel),
    style: 'rpc',
    bodyLimit: BODY_LIMIT,
    missingOperations: 'rules and their targets come from the triggers in lambda.yaml',
    operations,
  };
}

function entryOf({ Source, DetailType, Detail, Resources, Time }: PutEventsRequestEntry): BusEntry {
  return { source: Source, detailType: DetailType, detail: Detail, resources: Resources, time: Time };
}

/** @throws {AwsApiError} the request as a whole is invalid */
function checkEntries(entries: readonly PutEventsRequestEntry[]): void {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`;
    throw new AwsApiError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entryOf(entry)), 0) > MAX_BYTES) {
    throw new AwsApiError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
}

/** @throws {AwsApiError} there is no such bus */
function existingBus(buses: EventBuses, name: string | undefined): EventBus {
  const bus = buses.find(name);
  if (bus !== undefined) return bus;
  throw new AwsApiError('ResourceNotFoundException', missingBus(buses, name));
}

function missingBus(buses: EventBuses, name: string | undefined): string {
  return `Event bus ${name} does not exist. The emulator has ${buses.all.map((each) => each.name).join(', ')}`;
}

/** @throws {AwsApiError} there is no such rule */
function describeRule(bus: EventBus, name: string): DescribeRuleResponse {
  const rule = bus.rules.get(name);
  if (rule === undefined) {
    throw new AwsApiError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
  }
  return {
    Name: name,
    Arn: bus.arnOfRule(rule),
    EventBusName: bus.name,
    EventPattern: rule.patternText,
    State: 'ENABLED',
  };
}

/** @throws {AwsApiError} it is not JSON */
function parseJson(text: string, what: 'Event' | 'Event pattern'): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    const code = what === 'Event' ? 'ValidationException' : 'InvalidEventPatternException';
    throw new AwsApiError(code, `${what} is not valid. Reason: it is not JSON`);
  }
}
