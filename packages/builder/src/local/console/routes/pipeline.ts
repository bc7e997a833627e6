import { nameOf } from '../../../aws/arn.ts';
import type { Trigger } from '../../../config/configuration.ts';
import { busOf } from '../../../config/triggers/eventbridge.ts';
import type { FrontKind } from '../../front/gateway/gateway.ts';
import { fronts } from '../../options/front-of-triggers.ts';
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
  /** What `--front` calls a trigger for requests. The others have none. */
  readonly front?: FrontKind | undefined;
  /** Where requests reach the function through it; undefined if it is not the one that is served. */
  readonly url?: string | undefined;
  /** Of an HTTP API. */
  readonly routes?: readonly string[];
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

type StepDetails = Pick<PipelineEdge, 'pattern' | 'prefix'>;

interface PipelineContext {
  /** On the clock of the sources. */
  readonly now: number;
  /** Of the functions, by their names in the project. */
  readonly urls: Readonly<Record<string, string | undefined>>;
}

/** The pipeline of a project: its functions, what its triggers name, and what else is on this machine. */
export function pipelineOf(
  functions: readonly ProjectFunction[],
  sources: LocalSources | undefined,
  { now, urls }: PipelineContext,
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
  for (const each of functions) {
    const { key, setup } = each;
    const to = add('function', key);
    for (const { name, label, ...content } of requestTriggers(each, urls[key])) {
      const from = add('http', name, content, content.id);
      edges.set(`${from} ${to}`, { from, to, label });
    }
    for (const trigger of setup.triggers) {
      const path = pathOf(trigger);
      for (const [index, [kind, name, label, more]] of path.entries()) {
        const nextDue = kind === 'schedule' ? sources?.events.dueOf(name) : undefined;
        const from = add(kind, name, nextDue === undefined ? {} : { nextDue });
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

interface RequestTrigger extends Pick<PipelineNode, 'id' | 'name' | 'front' | 'url' | 'routes'> {
  readonly label: string;
}

/** The triggers of a function for requests. One of them is served. */
function requestTriggers(
  { key, setup, reloader }: ProjectFunction,
  url: string | undefined,
): readonly RequestTrigger[] {
  const { front } = reloader.loaded.options;
  const all = setup.triggers.filter(({ type }) => fronts[type] !== undefined);
  const served = all.find(({ type }) => fronts[type] === front) ?? all[0];
  return all.map((trigger) => {
    const id = trigger === served ? idOf('http', key) : idOf('http', `${key} ${trigger.name}`);
    const where = { id, front: fronts[trigger.type], ...(trigger === served && url !== undefined && { url }) };
    if (trigger.type !== 'http-api')
      return { ...where, name: trigger.type === 'url' ? 'Function URL' : 'Load balancer', label: '' };
    const { routes } = trigger;
    return { ...where, name: 'HTTP API', routes, label: routesOf(routes) };
  });
}

/** What an event of a trigger passes on its way to the function, and what is written at the way out of it. */
function pathOf(trigger: Trigger): readonly Step[] {
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
