import { isAbsolute, relative } from 'node:path';
import { style } from '../../terminal/style.ts';
import type { LocalEvent, LocalEventListener } from './local-event.ts';
import { recordLines } from './log-record.ts';
import { endLine, reportLine, startLine } from './platform-log.ts';

/** Prints the emulator's events for people. The address stands in the first line, after `Listening on `. */
export function reportAsText(stream: NodeJS.WritableStream): LocalEventListener {
  return (event) => {
    for (const line of describe(event, stream)) stream.write(`${line}\n`);
  };
}

/** Prints one JSON object a line for each of the emulator's events. */
export function reportAsJson(stream: NodeJS.WritableStream): LocalEventListener {
  return (event) => {
    stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  };
}

function describe(event: LocalEvent, stream: NodeJS.WritableStream): string[] {
  switch (event.type) {
    case 'listening':
      return [
        style('heading', `Listening on ${event.url}`, stream),
        style('detail', `  function URL: curl ${event.url}/`, stream),
        style('detail', `  Invoke API:   alr-builder invoke --local --port ${new URL(event.url).port}`, stream),
      ];
    case 'starting':
      return [style('detail', `Starting ${event.command.map(shorten).join(' ')} (process ${event.pid})`, stream)];
    case 'log':
      return describeRecord(event.line, stream);
    case 'start':
      return [style('detail', startLine(event.requestId), stream)];
    case 'end':
      return [endLine(event.requestId), reportLine(event)].map((line) => style('detail', line, stream));
    case 'init-failed':
      return [style('error', `The function can't be initialised: ${event.message}`, stream)];
    case 'snapshot':
      return [style('detail', `Initialised in ${event.initDurationMs.toFixed(2)} ms: this is the snapshot`, stream)];
    case 'restoring':
      return [style('detail', 'Restoring the function from its snapshot', stream)];
    case 'fault':
      return [style('warning', `Fault: ${event.call} is ${event.effect}`, stream)];
    case 'terminating':
      return [style('detail', `The function has ${event.graceMs} ms to shut down`, stream)];
    case 'exited':
      return [style('error', event.message, stream)];
    case 'restarting':
      return [style('success', `Restarting: ${event.reason}`, stream)];
    case 'warning':
      return [style('warning', event.message, stream)];
    case 'stopped':
      return ['Stopped'];
  }
}

/** A word of a command as a person would type it here. */
function shorten(word: string): string {
  if (word === process.execPath) return 'node';
  return isAbsolute(word) && !relative('.', word).startsWith('..') ? relative('.', word) : word;
}

/** A terminal shows records for people; elsewhere they stay what the function wrote. */
function describeRecord(line: string, stream: NodeJS.WritableStream): string[] {
  if (!('isTTY' in stream && stream.isTTY)) return line.split('\r');
  const [first = '', ...more] = recordLines(line);
  const [, level] = /\t(FATAL|ERROR|WARN)\t/.exec(first) ?? [];
  if (level === undefined) return [first, ...more];
  return [style(level === 'WARN' ? 'warning' : 'error', first, stream), ...more];
}
