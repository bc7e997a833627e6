import { isAbsolute, relative } from 'node:path';
import { style } from '../../terminal/style.ts';
import { messagesOf, recordsOf } from './describe-deliveries.ts';
import { describeDuration } from './describe-duration.ts';
import type { ListeningFunction, LocalEvent } from './local-event.ts';

export const frontNames = { url: 'function URL', 'http-api': 'HTTP API', 'rest-api': 'REST API', alb: 'ALB' } as const;

type Listening = Extract<LocalEvent, { type: 'listening' }>;

/** Where the triggers get their events from. */
export function describeSources(
  { queues = [], buckets = [], topics = [], streams = [] }: Listening,
  stream: NodeJS.WritableStream,
): string[] {
  return [
    ...queues.map(({ name, url }) => `queue ${name}: ${url}`),
    ...buckets.map(({ name, url }) => `bucket ${name}: ${url}`),
    ...topics.map(({ name, arn }) => `topic ${name}: ${arn}`),
    ...streams.map(({ name, arn }) => `stream ${name}: ${arn}`),
  ].map((line) => style('detail', `  ${line}`, stream));
}

export function describeFunctions(
  listening: Listening,
  functions: readonly ListeningFunction[],
  stream: NodeJS.WritableStream,
): string[] {
  const { url, front } = listening;
  const { port } = new URL(url);
  const width = Math.max(...functions.map(({ key }) => key.length));
  const lines = functions.map(({ key, functionName, url: own, front: ownFront = front }) => {
    const reached = own === undefined ? '' : `, ${frontNames[ownFront]}: ${own}/`;
    return style('detail', `  ${key.padEnd(width)}  ${functionName}${reached}`, stream);
  });
  const invoke = `  Invoke API: alr-builder invoke --local --port ${port} --function ${functions[0]?.key}`;
  return [
    style('heading', `Listening on ${url}`, stream),
    ...lines,
    style('detail', invoke, stream),
    ...describeSources(listening, stream),
  ];
}

type Kept = Extract<LocalEvent, { type: 'kept' }>;
type Reset = Extract<LocalEvent, { type: 'reset' }>;

export function describeKept(event: Kept): string {
  const { folder, skippedMs } = event;
  const clock = skippedMs > 0 ? [`a clock that is ${describeDuration(skippedMs)} ahead`] : [];
  return `  kept:         ${[...contentsOf(event), ...clock].join(', ')} (in ${shown(folder)}; --reset starts without)`;
}

export function describeReset(event: Reset): string {
  const { folder, invocations } = event;
  const history = invocations > 0 ? [invocations === 1 ? '1 invocation' : `${invocations} invocations`] : [];
  const parts = [...contentsOf(event), ...history];
  return `  reset:        ${parts.length === 0 ? 'there was nothing to delete' : `deleted ${parts.join(', ')}`} (in ${shown(folder)})`;
}

function contentsOf({ messages, objects, records, events }: Kept | Reset): readonly string[] {
  return [
    ...(messages > 0 ? [messagesOf(messages)] : []),
    ...(objects > 0 ? [objects === 1 ? '1 object' : `${objects} objects`] : []),
    ...(records > 0 ? [recordsOf(records)] : []),
    ...(events > 0 ? [events === 1 ? '1 waiting event' : `${events} waiting events`] : []),
  ];
}

function shown(folder: string): string {
  return relative(process.cwd(), folder) || folder;
}

export function describeAccess(event: Extract<LocalEvent, { type: 'aws-access' }>): string {
  const { credentials, isIsolated, localServices, localVariables = [], endpoint, functions } = event;
  const place = endpoint ?? 'this machine';
  const at = endpoint === undefined ? 'on' : 'at';
  const verb = localServices?.length === 1 ? 'is' : 'are';
  const local = localServices && new Intl.ListFormat('en-GB').format(localServices);
  const others = isIsolated
    ? `the real AWS rejects the calls of the ${functions ? 'functions' : 'function'}, because of --isolated`
    : `${local === undefined ? '' : 'for other services, '}the ${functions ? 'functions use' : 'function uses'} ${credentials}`;
  return [
    `AWS: ${local === undefined ? '' : `${local} ${verb} ${at} ${place}; `}${others}`,
    ...(localVariables.length > 0 ? [`${refer(localVariables)} to ${place} instead of the real AWS`] : []),
  ].join('; ');
}

export function refer(names: readonly string[]): string {
  return `${names.join(', ')} ${names.length === 1 ? 'refers' : 'refer'}`;
}

export function describeCommand({ command, image }: Extract<LocalEvent, { type: 'starting' }>): string {
  if (image !== undefined) return `a container of ${image} with ${command[0]}`;
  return command.map(shorten).join(' ');
}

/** A word of a command as a user would type it in the working directory. */
function shorten(word: string): string {
  if (word === process.execPath) return 'node';
  return isAbsolute(word) && !relative('.', word).startsWith('..') ? relative('.', word) : word;
}
