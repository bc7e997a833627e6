import { nameOf } from '../../../aws/arn.ts';
import type { Trigger } from '../../../config/configuration.ts';
import { busOf } from '../../../config/triggers/eventbridge.ts';
import type { LocalSources } from '../../project/local-sources.ts';
import type { ProjectFunction } from '../../project/project-function.ts';

/** What a part of the pipeline is. */
export type NodeKind = 'function' | 'queue' | 'bucket' | 'topic' | 'bus' | 'stream' | 'schedule' | 'http';

/** A source or a function, with the numbers of what is in it. */
export interface PipelineNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** The messages of a queue by their states. */
  readonly visible?: number;
  readonly hidden?: number;
  readonly delayed?: number;
  /** The objects of a bucket. */
  readonly objects?: number;
  /** When a schedule is due next, or a message of a queue is visible again, in milliseconds since 1970. */
  readonly nextDue?: number | undefined;
  /** The queues whose messages a dead-letter queue gets. */
  readonly deadLettersOf?: readonly string[];
}

/** Where events go from a node. */
export interface PipelineEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Of a rule of an event bus: JSON. */
  readonly pattern?: string;
  /** Of the keys that a bucket passes on. */
  readonly prefix?: string;
}

/** All sources and functions of a project, and what leads where. */
export interface Pipeline {
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
}

type Step = readonly [kind: NodeKind, name: string, label: string, more?: StepDetails];

interface StepDetails extends Pick<PipelineEdge, 'pattern' | 'prefix'> {
  /** Default: made of the kind and the name. */
  readonly id?: string;
}

/** The pipeline of a project: its functions, what its triggers name, and what else is on this machine. */
export function pipelineOf(
  functions: readonly ProjectFunction[],
  sources: LocalSources | undefined,
  now: number,
): Pipeline {
  const nodes = new Map<string, PipelineNode>();
  const edges = new Map<string, PipelineEdge>();
  const add = (kind: NodeKind, name: string, content: Partial<PipelineNode> = {}, id = idOf(kind, name)) => {
    nodes.set(id, { id, kind, name, ...nodes.get(id), ...content });
    return id;
  };
  for (const each of sources?.buckets.all ?? []) add('bucket', each.name, { objects: each.keys.length });
  for (const each of sources?.events.topics.all ?? []) add('topic', each.name);
  for (const each of sources?.queues.queues.all ?? []) {
    const deadLettersOf = sources?.queues.queues.sourcesOf(each).map(({ name }) => name) ?? [];
    const { nextDue } = each;
    add('queue', each.name, {
      ...each.counts(now),
      ...(deadLettersOf.length > 0 && { deadLettersOf }),
      ...(nextDue !== undefined && { nextDue }),
    });
  }
  for (const each of sources?.streams.streams.all ?? []) add('stream', streamName(each));
  const addFailures = (from: string, queue: string | undefined) => {
    if (queue === undefined) return;
    const to = add('queue', nameOf(queue));
    edges.set(`${from} ${to}`, { from, to, label: 'failed for good' });
  };
  for (const { key, setup } of functions) {
    const to = add('function', key);
    for (const trigger of setup.triggers) {
      const path = pathOf(trigger, key);
      for (const [index, [kind, name, label, { id, ...more } = {}]] of path.entries()) {
        const nextDue = kind === 'schedule' ? sources?.events.dueOf(name) : undefined;
        const from = add(kind, name, nextDue === undefined ? {} : { nextDue }, id);
        const [nextKind, nextName] = path[index + 1] ?? [];
        const target = nextKind === undefined || nextName === undefined ? to : idOf(nextKind, nextName);
        // Several rules of a bus can lead to one function.
        const known = edges.get(`${from} ${target}`);
        const labels = [known?.label, label].filter((each) => each !== undefined && each !== '');
        edges.set(`${from} ${target}`, { from, to: target, ...more, ...known, label: labels.join(' or ') });
      }
      if ('stream' in trigger) addFailures(to, trigger.onFailure?.queue);
    }
    addFailures(to, setup.asynchronous?.onFailure?.queue);
  }
  for (const queue of sources?.queues.queues.all ?? []) {
    const { redrive } = queue.settings;
    if (redrive === undefined) continue;
    const [from, to] = [idOf('queue', queue.name), idOf('queue', nameOf(redrive.target))];
    const receives = redrive.maxReceiveCount === 1 ? '1 receive' : `${redrive.maxReceiveCount} receives`;
    edges.set(`${from} ${to}`, { from, to, label: `after ${receives}` });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/**
 * What an event of a trigger passes on its way to the function, and what is written at the way out of it.
 *
 * @param key the name of the function in the project
 */
function pathOf(trigger: Trigger, key: string): readonly Step[] {
  switch (trigger.type) {
    case 's3-direct':
      return [['bucket', trigger.bucket, keysOf(trigger), prefixOf(trigger)]];
    case 'sqs':
      return [['queue', trigger.queue.name, batchOf(trigger.queue.batchSize)]];
    case 's3-sqs':
      return [
        ['bucket', trigger.bucket, keysOf(trigger), prefixOf(trigger)],
        ['queue', trigger.queue.name, batchOf(trigger.queue.batchSize)],
      ];
    case 'sns':
      return [['topic', nameOf(trigger.topicName), '']];
    case 'sns-sqs':
      return [
        ['topic', nameOf(trigger.topicName), ''],
        ['queue', trigger.queue.name, batchOf(trigger.queue.batchSize)],
      ];
    case 'eventbridge':
      return trigger.pattern === undefined
        ? [['schedule', trigger.ruleName, trigger.schedule ?? '']]
        : [['bus', busOf(trigger) ?? 'default', describePattern(trigger.pattern), { pattern: trigger.pattern }]];
    case 'scheduler':
      return [['schedule', trigger.scheduleName, trigger.schedule ?? trigger.at ?? '']];
    case 'kinesis':
    case 'dynamodb':
      return [['stream', streamNameOf(trigger.stream.arn), batchOf(trigger.stream.batchSize)]];
    case 'http-api':
      return [['http', 'HTTP API', routesOf(trigger.routes), { id: idOf('http', key) }]];
    case 'url':
      return [['http', 'Function URL', '', { id: idOf('http', key) }]];
    case 'alb':
      return [['http', 'Load balancer', '', { id: idOf('http', key) }]];
    default:
      return [];
  }
}

function idOf(kind: NodeKind, name: string): string {
  return `${kind}:${name}`;
}

function routesOf(routes: readonly string[]): string {
  return routes.length === 1 ? (routes[0] ?? '') : `${routes.length} routes`;
}

/** `source: shop, detail-type: placed`: the members of a pattern, with the texts that they match. */
function describePattern(pattern: string): string {
  const members = Object.entries(JSON.parse(pattern) as Record<string, unknown>).map(([name, value]) => {
    const texts = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
    return texts.length === 0 ? name : `${name}: ${texts.join(' or ')}`;
  });
  return members.join(', ');
}

function batchOf(size: number): string {
  return size === 1 ? 'one by one' : `up to ${size}`;
}

function keysOf({
  prefix = '',
  suffix = '',
}: {
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}): string {
  return prefix === '' && suffix === '' ? '' : `${prefix}*${suffix}`;
}

function prefixOf({ prefix = '' }: { readonly prefix?: string | undefined }): StepDetails {
  return prefix === '' ? {} : { prefix };
}

/** A stream of Kinesis is known by its name, and that of a table by the name of the table. */
function streamNameOf(arn: string): string {
  return arn.split(':').at(5)?.split('/')[1] ?? arn;
}

function streamName(stream: { readonly arn: string }): string {
  return streamNameOf(stream.arn);
}
