import { randomUUID } from 'node:crypto';
import { type ArnScope, arnOf, nameOf } from '../../aws/arn.ts';
import type { Trigger } from '../../config/configuration.ts';
import { busOf } from '../../config/triggers/eventbridge.ts';
import { parsePattern } from '../../events/patterns/parse-pattern.ts';
import type { JsonValue } from '../../events/patterns/pattern.ts';
import { eventBridgeRecord } from '../../events/samples/eventbridge.ts';
import { parseSchedule } from '../../events/schedules/schedule.ts';
import type { Clock } from '../clock/clock.ts';
import type { ClockTimer } from '../clock/function-clock.ts';
import type { InvocationSource } from '../record/invocation-record.ts';
import { EventBuses } from '../sources/bus/event-buses.ts';
import { Schedules } from '../sources/schedule/schedules.ts';
import type { SourceFaults } from '../sources/source-faults.ts';
import type { Topic } from '../sources/topic/topic.ts';
import { Topics } from '../sources/topic/topics.ts';
import type { SourceDeliveries } from './source-deliveries.ts';

/** Who gets an event. */
export interface EventTarget {
  readonly kind: 'function' | 'queue' | 'topic';
  readonly arn: string;
}

/** What topics, event buses and schedules depend on. */
export interface LocalEventsOptions {
  readonly scope: ArnScope;
  readonly clock: Clock;
  readonly faults: SourceFaults;
  readonly deliveries: SourceDeliveries;
}

type TriggerOf<Type extends Trigger['type']> = Extract<Trigger, { readonly type: Type }>;

const filterScopes = { attributes: 'MessageAttributes', body: 'MessageBody' } as const;

/** The topics, event buses and schedules of a project. */
export class LocalEvents {
  readonly topics: Topics;
  readonly buses: EventBuses;
  readonly #options: LocalEventsOptions;
  readonly #schedules = new Schedules();
  #timer: ClockTimer | undefined;

  constructor(options: LocalEventsOptions) {
    this.#options = options;
    const { scope, faults, deliveries } = options;
    this.topics = new Topics({
      scope,
      newId: randomUUID,
      hasEndpoint: (kind, arn) => deliveries.has({ kind, arn }),
      deliver: (delivery) => {
        // A standard topic delivers at least once.
        const times = !delivery.endpoint.endsWith('.fifo') && faults.take('topic', 'duplicate') ? 2 : 1;
        for (let time = 0; time < times; time++) {
          if (delivery.kind === 'queue') deliveries.send(delivery.endpoint, delivery.message);
          else deliveries.invoke(delivery.endpoint, JSON.stringify(delivery.event), 'sns');
        }
      },
    });
    this.buses = new EventBuses({
      scope,
      newId: randomUUID,
      deliver: ({ target, event }) => this.deliver(target, event, 'eventbridge'),
    });
  }

  /** Subscribes a function or a queue to a topic, which is created. */
  subscribe({ topicName, filter, filterScope }: TriggerOf<'sns' | 'sns-sqs'>, target: EventTarget): Topic {
    const name = nameOf(topicName);
    const fifo = { FifoTopic: 'true', ContentBasedDeduplication: 'true' };
    const topic = this.topics.create(name, name.endsWith('.fifo') ? fifo : {});
    this.topics.subscribe(topic, {
      kind: target.kind === 'queue' ? 'queue' : 'function',
      endpoint: target.arn,
      filterPolicy: filter[0],
      filterScope: filterScopes[filterScope],
    });
    return topic;
  }

  /** Creates a rule with a pattern or a schedule. The event bus is created. */
  addRule({ pattern, schedule, bus, ruleName, input }: TriggerOf<'eventbridge'>, target: EventTarget): void {
    const { scope } = this.#options;
    if (pattern !== undefined) {
      const { rules } = this.buses.create(busOf({ bus }) ?? 'default');
      const json = JSON.parse(pattern) as JsonValue;
      rules.set(ruleName, {
        name: ruleName,
        pattern: parsePattern(json).pattern,
        patternText: pattern,
        targets: [{ ...target, input }],
      });
      return;
    }
    const content = { source: 'aws.events', resources: [arnOf(scope, 'events', `rule/${ruleName}`)], detail: {} };
    this.#addSchedule({ expression: schedule, input, content }, target);
  }

  /** Creates a schedule of EventBridge Scheduler. */
  addSchedule({ schedule, at, timezone, scheduleName, input }: TriggerOf<'scheduler'>, target: EventTarget): void {
    const expression = at === undefined ? schedule : `at(${at})`;
    const resources = [arnOf(this.#options.scope, 'scheduler', `schedule/default/${scheduleName}`)];
    // Its detail is a text, unlike that of a rule.
    const content = { source: 'aws.scheduler', resources, detail: '{}' };
    this.#addSchedule({ expression, timeZone: timezone, input, content }, target);
  }

  /** Whether there is such a function, queue or topic. */
  has(target: EventTarget): boolean {
    if (target.kind === 'topic') return this.topics.findByArn(target.arn) !== undefined;
    return this.#options.deliveries.has(target);
  }

  /**
   * Delivers an event to a function, queue or topic.
   *
   * @param event JSON
   */
  deliver({ kind, arn }: EventTarget, event: string, source: InvocationSource): void {
    const { deliveries, clock } = this.#options;
    if (kind === 'function') deliveries.invoke(arn, event, source);
    else if (kind === 'queue') deliveries.send(arn, { body: event });
    else this.topics.findByArn(arn)?.publish({ message: event }, clock.now);
  }

  close(): void {
    this.#timer?.clear();
  }

  #addSchedule({ expression = 'rate(1 day)', timeZone, input, content }: ScheduleSettings, target: EventTarget): void {
    const { clock, scope } = this.#options;
    const { account, region } = scope;
    const run = (time: number) => {
      const common = { id: randomUUID(), account, region, time: new Date(time), 'detail-type': 'Scheduled Event' };
      const event = input ?? JSON.stringify(eventBridgeRecord({ ...common, ...content }));
      this.deliver(target, event, 'schedule');
    };
    this.#schedules.add({ schedule: parseSchedule(expression), timeZone, run }, clock.now);
    this.#setTimer();
  }

  #setTimer(): void {
    const { clock } = this.#options;
    this.#timer?.clear();
    const { nextDue } = this.#schedules;
    if (nextDue === undefined) return;
    this.#timer = clock.at(nextDue, () => {
      this.#schedules.advance(clock.now);
      this.#setTimer();
    });
  }
}

interface ScheduleSettings {
  readonly expression: string | undefined;
  readonly timeZone?: string;
  readonly input: string | undefined;
  readonly content: { readonly source: string; readonly resources: readonly string[]; readonly detail: unknown };
}
