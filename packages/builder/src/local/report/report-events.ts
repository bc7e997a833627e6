import { readableRecord } from '../../function-error/log-record.ts';
import { style } from '../../terminal/style.ts';
import { coloredText } from '../../terminal/text/visible-text.ts';
import { describeExternalAccess } from '../external/external-access.ts';
import {
  describeDeadLetter,
  describeDiscarded,
  describeDiscardedRecords,
  describeFiltered,
  describeLastReceive,
  describeRetry,
  describeReturned,
  describeReturnedRecords,
  messagesOf,
  recordsOf,
  shardOf,
} from './describe-deliveries.ts';
import { describeDuration } from './describe-duration.ts';
import {
  describeAccess,
  describeCommand,
  describeFunctions,
  describeKept,
  describeReset,
  describeSources,
  frontNames,
  refer,
} from './describe-start.ts';
import type { LocalEvent, LocalEventListener } from './local-event.ts';
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
    const advice = once.adviceOn(event).map((line) => style('detail', line, stream));
    for (const line of [...(once.describe(event) ?? describe(event, stream)), ...advice]) {
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

const FINISHING_PAUSED = 'waiting for the running invocation to end: the debugger has paused it, so let it continue';

const STAYS_IN_USE = 'the function goes on with the last code that could be built, until this is fixed';

function describe(event: LocalEvent, stream: NodeJS.WritableStream): string[] {
  switch (event.type) {
    case 'listening':
      if (event.functions !== undefined) return describeFunctions(event, event.functions, stream);
      return [
        style('heading', `Listening on ${event.url}`, stream),
        style('detail', `  ${`${frontNames[event.front]}:`.padEnd(13)} curl ${event.url}/`, stream),
        style('detail', `  Invoke API:   alr-builder invoke --local --port ${new URL(event.url).port}`, stream),
        ...describeSources(event, stream),
      ];
    case 'console':
      return [style('detail', `  Console:      ${event.url}`, stream)];
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
    // What the function gets is reported. The console shows the way to it, and what the function measures.
    case 'passed-on':
    case 'unmatched':
    case 'spans':
      return [];
    case 'batch':
      return [style('detail', `${messagesOf(event.messages)} from the queue ${event.queue}`, stream)];
    case 'filtered':
      return [style('detail', describeFiltered(event), stream)];
    case 'batch-returned':
      return [style('warning', describeReturned(event), stream)];
    case 'external':
      return describeExternalAccess(event).map((line) => style('detail', line, stream));
    case 'source-failed':
      return [style('error', `${event.message}; retrying until it works`, stream)];
    case 'source-recovered':
      return [style('success', `the ${event.source} works again`, stream)];
    case 'released':
      return [style('detail', `${messagesOf(event.messages)} returned to the queue ${event.queue}`, stream)];
    case 'last-receive':
      return [style('detail', describeLastReceive(event), stream)];
    case 'dead-letter':
      return [style('error', describeDeadLetter(event), stream)];
    case 'records':
      return [style('detail', `${recordsOf(event.records)} from ${shardOf(event)}`, stream)];
    case 'records-returned':
      return [style('warning', describeReturnedRecords(event), stream)];
    case 'records-discarded':
      return [style('error', describeDiscardedRecords(event), stream)];
    case 'replay':
      return [style('detail', `replay of ${event.of}: ${event.requestId}`, stream)];
    case 'pinned':
      return describePinned(event, stream);
    case 'reset':
      return [style('detail', describeReset(event), stream)];
    case 'kept':
      return [style('detail', describeKept(event), stream)];
    case 'skipped':
      return [
        style('detail', `skipped ${describeDuration(event.ms)}: it is ${new Date(event.now).toISOString()}`, stream),
      ];
    case 'seed':
      return [style('detail', `faults occur at random: --seed ${event.seed} repeats them`, stream)];
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
      return [
        style('detail', describeAccess(event), stream),
        ...(event.variables.length > 0 ? [style('warning', `${refer(event.variables)} to the real AWS`, stream)] : []),
      ];
    case 'warning':
      return [style('warning', event.message, stream)];
    case 'stopped':
      return ['stopped'];
  }
}

/** How many paths of a response are shown. */
const MAX_PATHS = 5;

function describePinned(
  { same, differs, different }: Extract<LocalEvent, { type: 'pinned' }>,
  stream: NodeJS.WritableStream,
): string[] {
  const verb = differs === 1 ? 'differs' : 'differ';
  if (differs === 0) return [style('success', `pinned: ${same} same`, stream)];
  const lines = different.map(({ of, paths }) => {
    const more = paths.length > MAX_PATHS ? ` and ${paths.length - MAX_PATHS} more` : '';
    return `  ${of}: ${paths.slice(0, MAX_PATHS).join(', ')}${more}`;
  });
  return [`pinned: ${same} same, ${differs} ${verb}`, ...lines].map((line) => style('warning', line, stream));
}

function describeAwaiting({ limitMs }: Extract<LocalEvent, { type: 'awaiting-debugger' }>): string {
  if (limitMs === undefined) return 'waiting for a debugger to attach';
  return `waiting up to ${limitMs / 1000} s for the debugger to attach again`;
}
