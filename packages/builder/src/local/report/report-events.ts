import { isAbsolute, relative } from 'node:path';
import { readableRecord } from '../../function-error/log-record.ts';
import { style } from '../../terminal/style.ts';
import { coloredText } from '../../terminal/text/visible-text.ts';
import { describeDuration } from './describe-duration.ts';
import type { ListeningFunction, LocalEvent, LocalEventListener } from './local-event.ts';
import { OnceReport } from './once-report.ts';
import { endLine, reportLine, startLine } from './platform-log.ts';

/** Prints events for people. The first line has the URL, after `Listening on `. */
export function reportAsText(stream: NodeJS.WritableStream): LocalEventListener {
  const reports = new Map<string | undefined, OnceReport>();
  let width = 0;
  return (event) => {
    const { function: name } = event;
    const once = reports.get(name) ?? new OnceReport();
    reports.set(name, once);
    if (event.type === 'listening') width = Math.max(0, ...(event.functions ?? []).map(({ key }) => key.length));
    const prefix = name === undefined ? '' : `${style('detail', name.padEnd(width), stream)} `;
    for (const line of once.describe(event) ?? describe(event, stream)) {
      stream.write(`${prefix}${coloredText(line)}\n`);
    }
  };
}

/** Prints each event as a line of JSON. */
export function reportAsJson(stream: NodeJS.WritableStream): LocalEventListener {
  return (event) => {
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  };
}

const frontNames = { url: 'function URL', 'http-api': 'HTTP API', 'rest-api': 'REST API', alb: 'ALB' } as const;

const FINISHING_PAUSED = 'waiting for the running invocation to end: the debugger has paused it, so let it continue';

const STAYS_IN_USE = 'the function goes on with the last code that could be built, until this is fixed';

const SKIP_WAIT = 'alr-builder skip skips the wait';

function describe(event: LocalEvent, stream: NodeJS.WritableStream): string[] {
  switch (event.type) {
    case 'listening':
      if (event.functions !== undefined) return describeFunctions(event, event.functions, stream);
      return [
        style('heading', `Listening on ${event.url}`, stream),
        style('detail', `  ${`${frontNames[event.front]}:`.padEnd(13)} curl ${event.url}/`, stream),
        style('detail', `  Invoke API:   alr-builder invoke --local --port ${new URL(event.url).port}`, stream),
        ...describeQueues(event, stream),
      ];
    case 'inspecting':
      return [style('detail', `  debugger:     attach your editor or chrome://inspect to ${event.address}`, stream)];
    case 'awaiting-debugger':
      return [style('detail', describeAwaiting(event), stream)];
    case 'paused':
      return [style('detail', 'paused by the debugger: the timeouts stand still', stream)];
    case 'resumed':
      return [style('detail', 'resumed', stream)];
    case 'starting':
      return [style('detail', `starting ${describeCommand(event)} (process ${event.pid})`, stream)];
    case 'log':
      return readableRecord(event.line, stream);
    case 'start':
      return [style('detail', startLine(event.requestId), stream)];
    case 'end':
      return [endLine(event.requestId), reportLine(event)].map((line) => style('detail', line, stream));
    case 'init-failed':
      return [style('error', `initialization failed: ${event.message}`, stream)];
    case 'snapshot':
      return [style('detail', `snapshot taken after ${event.initDurationMs.toFixed(2)} ms`, stream)];
    case 'restoring':
      return [style('detail', 'restoring the function from its snapshot', stream)];
    case 'retrying':
      return [style('warning', describeRetry(event), stream)];
    case 'discarded':
      return [style('error', describeDiscarded(event), stream)];
    case 'batch':
      return [style('detail', `${messagesOf(event.messages)} from the queue ${event.queue}`, stream)];
    case 'batch-returned':
      return [style('warning', describeReturned(event), stream)];
    case 'dead-letter':
      return [style('error', describeDeadLetter(event), stream)];
    case 'skipped':
      return [
        style('detail', `skipped ${describeDuration(event.ms)}: it is ${new Date(event.now).toISOString()}`, stream),
      ];
    case 'fault':
      return [style('warning', `fault: ${event.call} ${event.effect}`, stream)];
    case 'terminating':
      return [style('detail', `shutting down: the function has ${event.graceMs} ms`, stream)];
    case 'exited':
      return [style('error', event.message, stream)];
    case 'restarting':
      return [style('success', `restarting: ${event.reason}`, stream)];
    case 'finishing':
      return [style('detail', event.isPaused ? FINISHING_PAUSED : 'waiting for the running invocation to end', stream)];
    case 'build-failed':
      return [
        style('error', event.message, stream),
        style('detail', event.staysInUse ? STAYS_IN_USE : 'waiting for a change', stream),
      ];
    case 'aws-access':
      return [style('detail', describeAccess(event), stream)];
    case 'warning':
      return [style('warning', event.message, stream)];
    case 'stopped':
      return ['stopped'];
  }
}

type Listening = Extract<LocalEvent, { type: 'listening' }>;

function describeQueues({ queues = [] }: Listening, stream: NodeJS.WritableStream): string[] {
  return queues.map(({ name, url }) => style('detail', `  queue ${name}: ${url}`, stream));
}

function describeFunctions(
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
    ...describeQueues(listening, stream),
  ];
}

function describeRetry({ requestId, attempt, inMs }: Extract<LocalEvent, { type: 'retrying' }>): string {
  return `the event ${requestId} failed: attempt ${attempt} of it is in ${describeDuration(inMs)}; ${SKIP_WAIT}`;
}

function messagesOf(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}

function describeReturned(event: Extract<LocalEvent, { type: 'batch-returned' }>): string {
  const { queue, messages, returned, inMs, reason } = event;
  const which = returned === messages ? messagesOf(messages) : `${returned} of ${messagesOf(messages)}`;
  const because = reason === undefined ? '' : `, because ${reason}`;
  const verb = returned === 1 ? 'returns' : 'return';
  const when = inMs === 0 ? 'now' : `in ${describeDuration(inMs)}; ${SKIP_WAIT}`;
  return `${which} ${verb} to the queue ${queue}${because}: the next delivery is ${when}`;
}

function describeDeadLetter(event: Extract<LocalEvent, { type: 'dead-letter' }>): string {
  const { queue, messageId, receiveCount, target } = event;
  const times = receiveCount === 1 ? 'once' : `${receiveCount} times`;
  return `the message ${messageId} has been received ${times} from the queue ${queue}: it is in ${target} now`;
}

const conditions = { RetriesExhausted: 'no retry is left', EventAgeExceeded: 'it is too old' } as const;

function describeDiscarded(event: Extract<LocalEvent, { type: 'discarded' }>): string {
  const { requestId, condition, attempts, destination } = event;
  const after = `after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  const where =
    destination === undefined ? 'it is lost, because there is no on_failure' : `its record is in ${destination}`;
  return `the event ${requestId} is given up ${after}, because ${conditions[condition]}: ${where}`;
}

function describeAwaiting({ limitMs }: Extract<LocalEvent, { type: 'awaiting-debugger' }>): string {
  if (limitMs === undefined) return 'waiting for a debugger to attach';
  return `waiting up to ${limitMs / 1000} s for the debugger to attach again`;
}

function describeAccess(event: Extract<LocalEvent, { type: 'aws-access' }>): string {
  const { credentials, variables, localServices, localVariables = [] } = event;
  const verb = localServices?.length === 1 ? 'is' : 'are';
  const local = localServices && new Intl.ListFormat('en-GB').format(localServices);
  const calls =
    local === undefined
      ? `AWS: the function uses ${credentials}`
      : `AWS: ${local} ${verb} on this machine; for other services, the function uses ${credentials}`;
  return [
    calls,
    ...(localVariables.length > 0 ? [`${refer(localVariables)} to this machine instead of the real AWS`] : []),
    ...(variables.length > 0 ? [`${refer(variables)} to the real AWS`] : []),
  ].join('; ');
}

function refer(names: readonly string[]): string {
  return `${names.join(', ')} ${names.length === 1 ? 'refers' : 'refer'}`;
}

function describeCommand({ command, image }: Extract<LocalEvent, { type: 'starting' }>): string {
  if (image !== undefined) return `a container of ${image} with ${command[0]}`;
  return command.map(shorten).join(' ');
}

/** A word of a command as a user would type it in the working directory. */
function shorten(word: string): string {
  if (word === process.execPath) return 'node';
  return isAbsolute(word) && !relative('.', word).startsWith('..') ? relative('.', word) : word;
}
