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
import type { JsonValue } from '../../packages/builder/src/events/patterns/pattern.ts';
// @boundaries-ignore as above
import type { Account } from '../../packages/builder/test/moto/account/entry.ts';

// biome-ignore lint/suspicious/noExplicitAny: events and the responses of AWS are read like in JavaScript
type Json = any;

/** A way of an event to a function. */
export interface Delivery {
  /** The kind of what invokes the function, such as `mapping`. */
  readonly by: string;
  /** Whether the function may report records that failed. */
  readonly reports?: boolean;
}

/**
 * Finds the ways in which AWS would pass an event to a function, if it was configured like this account: it follows the
 * mappings, notifications, subscriptions, rules and their filters, and the permissions.
 *
 * @param fn the ARN of the function, or of its alias
 */
export function deliveriesOf(account: Account, fn: string, event: Json): Delivery[] {
  const all = [...account.values()].map(({ id, content }) => ({ id, content: content as Json }));
  const of = (kind: string): Json[] => all.filter(({ id }) => id.startsWith(`${kind} `)).map(({ content }) => content);
  const allows = (principal: string, source: string, resource: string) =>
    [...of('function statement'), ...of('queue statement')].some(
      ({ Principal, Condition = {}, Resource }) =>
        Principal.Service === principal && Resource === resource && JSON.stringify(Condition).includes(`"${source}"`),
    );
  const names = (kind: string, name: string) => all.some(({ id }) => id === `${kind} ${name}`);

  function toQueueOrFunction(content: Json, destination: string): boolean {
    const [record] = content.Records ?? [];
    if (record?.eventSource === 'aws:s3') return content.Records.every((each: Json) => notifies(each, destination));
    if (record?.EventSource === 'aws:sns') {
      return content.Records.every(({ Sns }: Json) => publishes(Sns, destination));
    }
    return content.Type === 'Notification' && publishes(content, destination);
  }

  function notifies({ s3, eventName }: Json, destination: string): boolean {
    const source = `arn:aws:s3:::${s3.bucket.name}`;
    const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
    return all.some(({ id, content }) => {
      if (!id.startsWith(`notification global ${s3.bucket.name}/`)) return false;
      const rules: { Name: string; Value: string }[] = content.Filter?.Key?.FilterRules ?? [];
      return (
        (content.QueueArn ?? content.LambdaFunctionArn) === destination &&
        content.Events.some((each: string) => new RegExp(`^${each.slice(3).replace('*', '.*')}$`).test(eventName)) &&
        rules.every(({ Name, Value }) =>
          Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
        ) &&
        allows('s3.amazonaws.com', source, destination)
      );
    });
  }

  function publishes({ TopicArn, Message, MessageAttributes = {} }: Json, destination: string): boolean {
    return of('subscription').some(({ Endpoint, TopicArn: topic, FilterPolicy, FilterPolicyScope }) => {
      const attributes = Object.entries<Json>(MessageAttributes).map(([name, { Type, Value }]) => {
        return [name, Type === 'Number' ? Number(Value) : Value];
      });
      const filtered = FilterPolicyScope === 'MessageBody' ? parsed(Message) : Object.fromEntries(attributes);
      return (
        Endpoint === destination &&
        topic === TopicArn &&
        matches(FilterPolicy, filtered, topicDialect) &&
        allows('sns.amazonaws.com', TopicArn, destination)
      );
    });
  }

  function byMapping({ Records = [] }: Json): Delivery[] {
    const source = Records[0]?.eventSourceARN;
    if (source === undefined) return [];
    return of('mapping')
      .filter(({ EventSourceArn, FunctionArn, State }) => {
        return EventSourceArn === source && FunctionArn === fn && State === 'Enabled';
      })
      .filter(({ FilterCriteria }) => {
        const filters: Json[] = FilterCriteria?.Filters ?? [];
        const passes = (record: Json) =>
          filters.some(({ Pattern }) => matches(Pattern, decoded(record), mappingDialect));
        return filters.length === 0 || Records.every(passes);
      })
      .filter(() =>
        Records.every(({ body }: Json) => !isEvent(parsed(body)) || toQueueOrFunction(parsed(body), source)),
      )
      .map(({ FunctionResponseTypes = [] }) => ({
        by: 'mapping',
        reports: FunctionResponseTypes.includes('ReportBatchItemFailures'),
      }));
  }

  function byRule(): Delivery[] {
    return all.flatMap(({ id, content }): Delivery[] => {
      if (!id.startsWith('rule target ') || content.Arn !== fn) return [];
      const rule = all.find((each) => each.id === id.replace('rule target', 'rule').replace(/\/[^/]+$/, ''))?.content;
      if (rule.State !== 'ENABLED' || !allows('events.amazonaws.com', rule.Arn, fn)) return [];
      const isSame =
        content.Input !== undefined
          ? JSON.stringify(JSON.parse(content.Input)) === JSON.stringify(event)
          : rule.EventPattern === undefined
            ? event.source === 'aws.events' && event.resources.includes(rule.Arn)
            : event.source !== undefined && matches(rule.EventPattern, event, eventBridgeDialect);
      return isSame ? [{ by: 'rule' }] : [];
    });
  }

  function bySchedule(): Delivery[] {
    return of('schedule').flatMap(({ Target, State }): Delivery[] => {
      if (Target === undefined || Target.Arn !== fn || State !== 'ENABLED') return [];
      const isSame =
        Target.Input === undefined
          ? event.source === 'aws.scheduler'
          : JSON.stringify(JSON.parse(Target.Input)) === JSON.stringify(event);
      return isSame ? [{ by: 'schedule' }] : [];
    });
  }

  function byListener({ path, headers }: Json): Delivery[] {
    return of('listener rule').flatMap(({ Conditions = [], Actions }): Delivery[] => {
      const arn: string | undefined = Actions[0]?.TargetGroupArn;
      const group = arn?.split('/')[1];
      const region = fn.split(':')[3];
      if (arn === undefined || !names('target', `${region} ${group}/${fn}`)) return [];
      const meets = ({ PathPatternConfig, HostHeaderConfig }: Json) => {
        const patterns: string[] = (PathPatternConfig ?? HostHeaderConfig).Values;
        return patterns.some((pattern) => asExpression(pattern).test(PathPatternConfig ? path : headers.host));
      };
      if (!Conditions.every(meets)) return [];
      return allows('elasticloadbalancing.amazonaws.com', arn, fn) ? [{ by: 'listener rule' }] : [];
    });
  }

  function byRoute({ routeKey }: Json): Delivery[] {
    return all.flatMap(({ id, content }): Delivery[] => {
      const [, api] = /^route \S+ \S+\/([^/]+)\/(?:\S+ \S+|\$default)$/.exec(id) ?? [];
      if (api === undefined || content.RouteKey !== routeKey) return [];
      const integration = of('integration').find(
        ({ IntegrationId }) => content.Target === `integrations/${IntegrationId}`,
      );
      const isAllowed = of('function statement').some(
        ({ Principal, Resource, Condition = {} }) =>
          Principal.Service === 'apigateway.amazonaws.com' &&
          Resource === fn &&
          JSON.stringify(Condition).includes(`:${api}/`),
      );
      const leadsToFunction = integration?.IntegrationUri === fn && integration?.PayloadFormatVersion === '2.0';
      return leadsToFunction && isAllowed ? [{ by: 'route' }] : [];
    });
  }

  if (event.requestContext?.elb !== undefined) return byListener(event);
  if (event.requestContext?.domainName?.includes('.lambda-url.')) {
    return of('function url').some(({ FunctionArn }) => FunctionArn === fn) ? [{ by: 'function url' }] : [];
  }
  if (event.requestContext?.domainName?.includes('.execute-api.')) return byRoute(event);
  const isDirect = isEvent(event) && event.Records[0].eventSourceARN === undefined;
  const direct =
    isDirect && toQueueOrFunction(event, fn) ? [{ by: event.Records[0].s3 ? 'notification' : 'subscription' }] : [];
  return [...direct, ...byMapping(event), ...byRule(), ...bySchedule()];
}

/** Whether something is an event of S3 or SNS, or a notification, which a queue can contain. */
function isEvent(value: Json): boolean {
  return value?.Type === 'Notification' || value?.Records?.[0] !== undefined;
}

function matches(pattern: string | undefined, event: JsonValue, dialect: Dialect): boolean {
  return pattern === undefined || matchEvent(parsePattern(JSON.parse(pattern), dialect).pattern, event);
}

/** A record as the filters of mappings see it: with its content decoded. */
function decoded(record: Json): Json {
  if (record.kinesis === undefined) return { ...record, body: parsed(record.body) };
  return { ...record, ...record.kinesis, data: parsed(Buffer.from(record.kinesis.data, 'base64').toString()) };
}

function parsed(text: string | undefined): Json {
  try {
    return JSON.parse(text ?? 'null');
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
