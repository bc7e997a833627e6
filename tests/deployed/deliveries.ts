// @boundaries-ignore the tests of the builder have the emulated account, and the patterns of AWS
import {
  type Dialect,
  eventBridgeDialect,
  mappingDialect,
  topicDialect,
} from '../../packages/builder/src/events/patterns/dialects.ts';
// @boundaries-ignore as above
import { matchEvent } from '../../packages/builder/src/events/patterns/match-event.ts';
// @boundaries-ignore as above
import { parsePattern } from '../../packages/builder/src/events/patterns/parse-pattern.ts';
// @boundaries-ignore as above
import { isJsonObject, type JsonValue } from '../../packages/builder/src/events/patterns/pattern.ts';
// @boundaries-ignore as above
import type { Account } from '../../packages/builder/test/moto/account/entry.ts';
import type { Contents, LambdaEvent, Notification, SourceRecord } from './event-and-account.ts';

/** How an event reaches a function. */
export interface Delivery {
  /** The kind of what invokes the function, such as `mapping`. */
  readonly by: string;
  /** Whether the function may report records that failed. */
  readonly reports?: boolean;
}

/**
 * Finds the ways in which AWS would pass an event to a function that is configured as in this account: it follows the
 * mappings, notifications, subscriptions, rules and their filters, and the permissions.
 *
 * @param fn the ARN of the function, or of its alias
 */
export function deliveriesOf(account: Account, fn: string, event: LambdaEvent): Delivery[] {
  const all = <Kind extends keyof Contents>(kind: Kind) =>
    [...account.values()]
      .filter(({ id }) => id.startsWith(`${kind} `))
      // The kind of an entry says what AWS reports about it.
      .map(({ id, content }) => ({ id, ...(content as Contents[Kind]) }));
  const allows = (principal: string, resource: string, condition: string) =>
    [...all('function statement'), ...all('queue statement')].some(
      ({ Principal, Condition = {}, Resource }) =>
        Principal.Service === principal && Resource === resource && JSON.stringify(Condition).includes(condition),
    );

  function toQueueOrFunction(content: LambdaEvent, destination: string): boolean {
    const { Records = [], Type } = content;
    if (Type === 'Notification') return publishes(content, destination);
    return (
      Records.length > 0 &&
      Records.every((record) => notifies(record, destination) || publishes(record.Sns ?? {}, destination))
    );
  }

  function notifies({ s3, eventName = '' }: SourceRecord, destination: string): boolean {
    if (s3 === undefined) return false;
    const bucket = s3.bucket.name;
    const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
    return all('notification').some(({ id, QueueArn, LambdaFunctionArn, Events, Filter }) => {
      const rules = Filter?.Key?.FilterRules ?? [];
      return (
        id.startsWith(`notification global ${bucket}/`) &&
        (QueueArn ?? LambdaFunctionArn) === destination &&
        Events.some((each) => new RegExp(`^${each.slice(3).replace('*', '.*')}$`).test(eventName)) &&
        rules.every(({ Name, Value }) =>
          Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
        ) &&
        allows('s3.amazonaws.com', destination, `"arn:aws:s3:::${bucket}"`)
      );
    });
  }

  function publishes({ TopicArn, Message, MessageAttributes = {} }: Notification, destination: string): boolean {
    return all('subscription').some(({ Endpoint, TopicArn: topic, FilterPolicy, FilterPolicyScope }) => {
      const attributes = Object.entries(MessageAttributes).map(([name, { Type, Value }]) => {
        return [name, Type === 'Number' ? Number(Value) : Value];
      });
      const filtered = FilterPolicyScope === 'MessageBody' ? parsed(Message) : Object.fromEntries(attributes);
      return (
        Endpoint === destination &&
        topic === TopicArn &&
        matches(FilterPolicy, filtered, topicDialect) &&
        allows('sns.amazonaws.com', destination, `"${TopicArn}"`)
      );
    });
  }

  function byMapping({ Records = [] }: LambdaEvent): Delivery[] {
    const source = Records[0]?.eventSourceARN;
    if (source === undefined) return [];
    return all('mapping')
      .filter(({ EventSourceArn, FunctionArn, State }) => {
        return EventSourceArn === source && FunctionArn === fn && State === 'Enabled';
      })
      .filter(({ FilterCriteria: { Filters = [] } = {} }) => {
        const passes = (record: SourceRecord) =>
          Filters.some(({ Pattern }) => matches(Pattern, decoded(record), mappingDialect));
        return Filters.length === 0 || Records.every(passes);
      })
      .filter(() =>
        Records.every(({ body }) => {
          const content = parsed(body);
          return !isEvent(content) || toQueueOrFunction(content, source);
        }),
      )
      .map(({ FunctionResponseTypes = [] }) => ({
        by: 'mapping',
        reports: FunctionResponseTypes.includes('ReportBatchItemFailures'),
      }));
  }

  function byRule(): Delivery[] {
    return all('rule target').flatMap(({ id, Arn, Input }): Delivery[] => {
      const ruleId = id.replace('rule target', 'rule').replace(/\/[^/]+$/, '');
      const rule = all('rule').find((each) => each.id === ruleId);
      if (Arn !== fn || rule?.State !== 'ENABLED' || !allows('events.amazonaws.com', fn, `"${rule.Arn}"`)) return [];
      const isSame =
        Input !== undefined
          ? isSameJson(Input, event)
          : rule.EventPattern === undefined
            ? event.source === 'aws.events' && event.resources?.includes(rule.Arn)
            : event.source !== undefined && matches(rule.EventPattern, event, eventBridgeDialect);
      return isSame ? [{ by: 'rule' }] : [];
    });
  }

  function bySchedule(): Delivery[] {
    return all('schedule').flatMap(({ Target, State }): Delivery[] => {
      if (Target?.Arn !== fn || State !== 'ENABLED') return [];
      const isSame = Target.Input === undefined ? event.source === 'aws.scheduler' : isSameJson(Target.Input, event);
      return isSame ? [{ by: 'schedule' }] : [];
    });
  }

  function byListener({ path = '', headers = {} }: LambdaEvent): Delivery[] {
    return all('listener rule').flatMap(({ Conditions = [], Actions }): Delivery[] => {
      const arn = Actions[0]?.TargetGroupArn ?? '';
      const [, group] = arn.split('/');
      const region = fn.split(':')[3];
      if (!account.has(`target ${region} ${group}/${fn}`)) return [];
      const isMet = Conditions.every(({ PathPatternConfig: paths, HostHeaderConfig: hosts }) =>
        (paths ?? hosts)?.Values.some((pattern) => asExpression(pattern).test(paths ? path : (headers.host ?? ''))),
      );
      return isMet && allows('elasticloadbalancing.amazonaws.com', fn, `"${arn}"`) ? [{ by: 'listener rule' }] : [];
    });
  }

  function byRoute({ routeKey }: LambdaEvent): Delivery[] {
    return all('route').flatMap(({ id, RouteKey, Target }): Delivery[] => {
      const [, api] = /^route \S+ \S+\/([^/]+)\/(?:\S+ \S+|\$default)$/.exec(id) ?? [];
      if (api === undefined || RouteKey !== routeKey) return [];
      const integration = all('integration').find(({ IntegrationId }) => Target === `integrations/${IntegrationId}`);
      const leadsToFunction = integration?.IntegrationUri === fn && integration.PayloadFormatVersion === '2.0';
      return leadsToFunction && allows('apigateway.amazonaws.com', fn, `:${api}/`) ? [{ by: 'route' }] : [];
    });
  }

  const { elb, domainName = '' } = event.requestContext ?? {};
  if (elb !== undefined) return byListener(event);
  if (domainName.includes('.lambda-url.')) {
    return all('function url').some(({ FunctionArn }) => FunctionArn === fn) ? [{ by: 'function url' }] : [];
  }
  if (domainName.includes('.execute-api.')) return byRoute(event);
  const [first] = event.Records ?? [];
  const isDirect = first !== undefined && first.eventSourceARN === undefined && toQueueOrFunction(event, fn);
  const direct = isDirect ? [{ by: first.s3 ? 'notification' : 'subscription' }] : [];
  return [...direct, ...byMapping(event), ...byRule(), ...bySchedule()];
}

/** Whether the content of a message is an event of S3 or SNS, or a notification. */
function isEvent(value: JsonValue): value is LambdaEvent {
  return isJsonObject(value) && (value.Type === 'Notification' || Array.isArray(value.Records));
}

function isSameJson(text: string, value: JsonValue): boolean {
  return JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
}

function matches(pattern: string | undefined, event: JsonValue, dialect: Dialect): boolean {
  return pattern === undefined || matchEvent(parsePattern(JSON.parse(pattern), dialect).pattern, event);
}

/** A record as the filters of mappings see it: with its content decoded. */
function decoded({ kinesis, ...record }: SourceRecord): JsonValue {
  if (kinesis === undefined) return { ...record, body: parsed(record.body) };
  return { ...record, ...kinesis, data: parsed(Buffer.from(kinesis.data, 'base64').toString()) };
}

function parsed(text = 'null'): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function asExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
