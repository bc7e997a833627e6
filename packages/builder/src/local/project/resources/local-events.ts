import { randomUUID } from 'node:crypto';
import { type ArnScope, arnOf, nameOf } from '../../../aws/arn.ts';
import type { Trigger } from '../../../config/configuration.ts';
import { busOf } from '../../../config/triggers/eventbridge.ts';
import { parsePattern } from '../../../events/patterns/parse-pattern.ts';
import type { JsonValue } from '../../../events/patterns/pattern.ts';
import { eventBridgeRecord } from '../../../events/samples/eventbridge.ts';
import type { Clock } from '../../clock/clock.ts';
import type { ClockTimer } from '../../clock/function-clock.ts';
import type { InvocationSource } from '../../record/invocation-record.ts';
import type { UnmatchedEvent } from '../../sources/bus/event-bus.ts';
import { EventBuses } from '../../sources/bus/event-buses.ts';
import type { Journal } from '../../sources/journal.ts';
import { type MissedTimes, Schedules } from '../../sources/schedule/schedules.ts';
import type { SourceFaults } from '../../sources/source-faults.ts';
import type { Topic } from '../../sources/topic/topic.ts';
import { Topics } from '../../sources/topic/topics.ts';
import type { EventTarget, SourceDeliveries } from './source-deliveries.ts';

/** What topics, event buses and schedules depend on. */
export interface LocalEventsOptions {
  readonly scope: ArnScope;
  readonly clock: Clock;
  readonly faults: SourceFaults;
  readonly deliveries: SourceDeliveries;
  /** Undefined if nothing is kept. */
  readonly journal: Journal | undefined;
  /** Called for an event that matches none of the rules of its bus. */
  readonly onUnmatched: (event: UnmatchedEvent) => void;
  /** Called for a schedule whose times have passed while the emulator was not running, with what the user should know. */
  readonly onMissed: (message: string) => void;
}

type TriggerOf<Type extends Trigger['type']> = Extract<Trigger, { readonly type: Type }>;

const filterScopes = { attributes: 'MessageAttributes', body: 'MessageBody' } as const;

/** The topics, event buses and schedules of a project. */
export class LocalEvents {
  readonly topics: Topics;
  readonly buses: EventBuses;
  readonly #options: LocalEventsOptions;
  readonly #schedules: Schedules;
  #timer: ClockTimer | undefined;

  constructor(options: LocalEventsOptions) {
    this.#options = options;
    const { scope, faults, deliveries, journal } = options;
    this.#schedules = new Schedules(journal);
    this.topics = new Topics({
      scope,
      journal,
      newId: randomUUID,
      hasEndpoint: (kind, arn) => deliveries.has({ kind, arn }),
      deliver: (delivery, _now, { name }) => {
        deliveries.addMatch();
        const target = { kind: delivery.kind, arn: delivery.endpoint };
        const { deadLetter } = delivery;
        // https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
        if (deadLetter !== undefined && !deliveries.has(target)) {
          deliveries.report(`topic:${name}`, { kind: 'queue', arn: deadLetter.arn });
          deliveries.send(deadLetter.arn, deadLetter.message);
          return;
        }
        deliveries.report(`topic:${name}`, target);
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
      deliver: ({ target, event, bus, detailType }) => {
        deliveries.addMatch();
        deliveries.report(`bus:${bus}`, target, detailType);
        this.deliver(target, event, 'eventbridge');
      },
      onUnmatched: options.onUnmatched,
    });
  }

  /** Creates a topic, or returns the one of this name. */
  createTopic(name: string): Topic {
    const fifo = { FifoTopic: 'true', ContentBasedDeduplication: 'true' };
    // One that a client has created in an earlier run can have other attributes.
    return this.topics.find(name) ?? this.topics.create(name, name.endsWith('.fifo') ? fifo : {});
  }

  /** Subscribes a function or a queue to a topic, which is created. */
  subscribe({ topicName, filter, filterScope }: TriggerOf<'sns' | 'sns-sqs'>, target: EventTarget): Topic {
    const topic = this.createTopic(nameOf(topicName));
    this.topics.subscribe(topic, {
      kind: target.kind === 'queue' ? 'queue' : 'function',
      endpoint: target.arn,
      filterPolicy: filter[0],
      filterScope: filterScopes[filterScope],
      isDeclared: true,
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
    this.#addSchedule({ name: ruleName, task: ruleTask(ruleName), expression: schedule, input, content }, target);
  }

  /** Creates a schedule of EventBridge Scheduler. */
  addSchedule({ schedule, at, timezone, scheduleName, input }: TriggerOf<'scheduler'>, target: EventTarget): void {
    const expression = at === undefined ? schedule : `at(${at})`;
    const resources = [arnOf(this.#options.scope, 'scheduler', `schedule/default/${scheduleName}`)];
    // Its detail is a text, unlike that of a rule.
    const content = { source: 'aws.scheduler', resources, detail: '{}' };
    const task = scheduleTask(scheduleName);
    this.#addSchedule({ name: scheduleName, task, expression, timeZone: timezone, input, content }, target);
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
    const { deliveries } = this.#options;
    if (kind === 'function') deliveries.invoke(arn, event, source);
    else if (kind === 'queue') deliveries.send(arn, { body: event });
    else deliveries.publish(this.topics.findByArn(arn), arn, event);
  }

  /** When a schedule, of a rule or of EventBridge Scheduler, is due next. Undefined if it is not, or there is none. */
  dueOf(schedule: string): number | undefined {
    return this.#schedules.dueOf(ruleTask(schedule)) ?? this.#schedules.dueOf(scheduleTask(schedule));
  }

  /** Runs a schedule, of a rule or of EventBridge Scheduler, as if its time had come. Returns false if there is none. */
  runSchedule(name: string): boolean {
    const { now } = this.#options.clock;
    return this.#schedules.run(ruleTask(name), now) || this.#schedules.run(scheduleTask(name), now);
  }

  close(): void {
    this.#timer?.clear();
  }

  #addSchedule(settings: ScheduleSettings, target: EventTarget): void {
    const { name, task, expression = 'rate(1 day)', timeZone, input, content } = settings;
    const { clock, scope, deliveries, onMissed } = this.#options;
    const { account, region } = scope;
    const run = (time: number) => {
      const common = { id: randomUUID(), account, region, time: new Date(time), 'detail-type': 'Scheduled Event' };
      const event = input ?? JSON.stringify(eventBridgeRecord({ ...common, ...content }));
      deliveries.report(`schedule:${name}`, target);
      this.deliver(target, event, 'schedule');
    };
    const missed = this.#schedules.add({ name: task, expression, timeZone, run }, clock.now);
    if (missed !== undefined) onMissed(describeMissed(missed));
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

const ruleTask = (name: string) => `rule ${name}`;
const scheduleTask = (name: string) => `schedule ${name}`;

function describeMissed({ name, count, last }: MissedTimes): string {
  const times = `missed ${count === 1 ? 'one time' : `${last === undefined ? 'more than ' : ''}${count} times`}`;
  const when = last === undefined ? '' : ` (${count === 1 ? '' : 'the last at '}${new Date(last).toISOString()})`;
  return `the ${name} has ${times} while the emulator was not running${when}: it does not make up for that`;
}

interface ScheduleSettings {
  readonly name: string;
  /** Distinguishes it from those of the other kind. */
  readonly task: string;
  readonly expression: string | undefined;
  readonly timeZone?: string;
  readonly input: string | undefined;
  readonly content: { readonly source: string; readonly resources: readonly string[]; readonly detail: unknown };
}
