import { once } from 'node:events';
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { attachDebugger, type DebuggerClient } from './debugger-client.ts';
import { type EmulatedFunction, emulate, emulateIn } from './emulated-function.ts';

const TIMEOUT_SECONDS = 3;

/** A handler of messages, in TypeScript, whose types Node removes. */
const app = `import { EVENT_SQS, SQSHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

interface Job { readonly n: number; readonly hang?: boolean; readonly stop?: boolean }
const sum = { total: 0 };

class Jobs extends SQSHandler<Job> {
  override async onMessage({ n, hang, stop }: Job): Promise<void> {
    if (hang) await new Promise(() => setInterval(() => {}, 1000));
    if (stop) debugger;
    sum.total += n;
    console.log(\`total \${sum.total}\`);
  }
}

export class App extends Runtime {}
App.registerEventHandler(EVENT_SQS, Jobs);
export const handler = App;
`;
const lineOf = (text: string) => app.split('\n').findIndex((line) => line.includes(text));

const batch = (...bodies: object[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: String(index),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:012345678912:jobs',
    body: JSON.stringify(body),
    attributes: {},
    messageAttributes: {},
  })),
});

const inspected = (options = {}) =>
  emulate(
    { 'app.ts': app },
    {
      project: inject('packed').projectWithEvents,
      inspect: 0,
      timeout: TIMEOUT_SECONDS,
      ...options,
    },
  );

function addressOf({ events }: EmulatedFunction): string {
  for (const event of events) if (event.type === 'inspecting') return event.address;
  throw new Error('there is no debugger');
}

async function breakAt(client: DebuggerClient, line: string): Promise<void> {
  await client.call('Runtime.enable');
  await client.call('Debugger.enable');
  await client.call('Debugger.setBreakpointByUrl', { lineNumber: lineOf(line), urlRegex: '.*/app\\.ts$' });
}

/** Where a line (from 0) of a source is in a script of the process, by the script's source map, as an editor finds it. */
async function generatedLine(client: DebuggerClient, path: string, line: number) {
  for (;;) {
    const { scriptId, url, sourceMapURL, endLine } = await client.next('Debugger.scriptParsed');
    if (typeof sourceMapURL !== 'string' || !sourceMapURL.endsWith('.map')) continue;
    const mapPath = new URL(sourceMapURL, String(url));
    const payload = JSON.parse(await readFile(mapPath, 'utf8')) as SourceMapPayload;
    const source = payload.sources.find((each) => fileURLToPath(new URL(each, mapPath)) === path);
    if (source === undefined) continue;
    const map = new SourceMap(payload);
    for (let lineNumber = 0; lineNumber <= Number(endLine); lineNumber += 1) {
      for (let columnNumber = 0; columnNumber < 40; columnNumber += 1) {
        const entry = map.findEntry(lineNumber, columnNumber);
        if (!('originalSource' in entry) || entry.originalSource !== source || entry.originalLine !== line) continue;
        if (entry.generatedLine === lineNumber) return { scriptId, lineNumber, columnNumber };
      }
    }
  }
}

describe('local --inspect', () => {
  it('pauses in the middle of a batch for longer than the timeout', async () => {
    await using emulated = await inspected();
    using client = await attachDebugger(addressOf(emulated));
    await breakAt(client, 'sum.total +=');
    const response = emulated.invoke(batch({ n: 1 }, { n: 2 }, { n: 4 }));
    await client.next('Debugger.paused');
    await client.call('Debugger.resume');
    const paused = await client.next('Debugger.paused');
    const [frame] = paused.callFrames as { functionName: string; location: { lineNumber: number } }[];
    expect(frame?.functionName).toBe('onMessage');
    expect(frame?.location.lineNumber).toBe(lineOf('sum.total +='));
    await delay(TIMEOUT_SECONDS * 1000 + 500);
    await client.call('Debugger.resume');
    await client.next('Debugger.paused');
    await client.call('Debugger.resume');
    expect(await response).toBeNull();
    expect(emulated.log()).toContain('total 7');
    expect(emulated.log()).not.toMatch(/debugger|for help/i);
  });

  it('has a source map of the bundle, so that breakpoints are set at lines of TypeScript', async () => {
    const source = `enum Kind { Plain = 'plain' }
interface Event { readonly n: number }
export const handler = async (event: Event): Promise<string> => {
  const text = Kind.Plain + event.n;
  return text;
};
`;
    const manifest = JSON.stringify({ type: 'module', devDependencies: { rolldown: '1' } });
    const directory = await writeFunction({ 'package.json': manifest, 'src/app.ts': source });
    await linkPackage('rolldown', directory);
    await using emulated = await emulateIn(directory, { handler: 'src/app.handler', inspect: 0 });
    expect(await emulated.invoke({ n: 1 })).toBe('plain1');
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Debugger.enable');
    const generated = await generatedLine(client, join(await realpath(directory), 'src/app.ts'), 4);
    await client.call('Debugger.setBreakpoint', { location: generated });
    const response = emulated.invoke({ n: 2 });
    const { callFrames } = await client.next('Debugger.paused');
    const [frame] = callFrames as { callFrameId: string }[];
    const evaluated = await client.call('Debugger.evaluateOnCallFrame', {
      callFrameId: frame?.callFrameId,
      expression: 'event.n',
    });
    expect(evaluated.result).toMatchObject({ value: 2 });
    await client.call('Debugger.resume');
    expect(await response).toBe('plain2');
  });

  it('lets a function that hangs time out, and has the same address afterwards', async () => {
    await using emulated = await inspected();
    const address = addressOf(emulated);
    using first = await attachDebugger(address);
    await breakAt(first, 'sum.total +=');
    await expect(emulated.invoke(batch({ n: 1, hang: true }))).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
    const response = emulated.invoke(batch({ n: 2, stop: true }));
    expect(await response).toBeNull();
    using second = await attachDebugger(address);
    await breakAt(second, 'sum.total +=');
    const other = emulated.invoke(batch({ n: 3 }));
    await second.next('Debugger.paused');
    await second.call('Debugger.resume');
    expect(await other).toBeNull();
  });

  it('stops the timeout of the initialization', async () => {
    const requests: ServerResponse[] = [];
    const gate = createHttpServer((_, response) => requests.push(response)).listen(0, '127.0.0.1');
    const called = once(gate, 'request');
    await once(gate, 'listening');
    const { port } = gate.address() as { port: number };
    const source = `await fetch(process.env.GATE);
globalThis.initialized = true;
export const handler = async () => globalThis.initialized;
`;
    await using emulated = await emulate(source, {
      inspect: 0,
      handler: 'app.handler',
      initTimeout: TIMEOUT_SECONDS,
      env: { GATE: `http://127.0.0.1:${port}` },
    });
    await called;
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Debugger.enable');
    await client.call('Debugger.setBreakpointByUrl', { lineNumber: 1, urlRegex: '.*/app\\.mjs$' });
    const response = emulated.invoke();
    for (const request of requests) request.end();
    gate.close();
    await client.next('Debugger.paused');
    await delay(TIMEOUT_SECONDS * 1000 + 500);
    await client.call('Debugger.resume');
    expect(await response).toBe(true);
  });

  it('can be stopped while it is paused', async () => {
    await using emulated = await inspected();
    using client = await attachDebugger(addressOf(emulated));
    await breakAt(client, 'sum.total +=');
    const stopped = expect(emulated.invoke(batch({ n: 1 }))).rejects.toMatchObject({ errorType: 'Sandbox.Stopped' });
    await client.next('Debugger.paused');
    await emulated.local.close();
    await stopped;
  });

  it('reaches the process that follows a change of the sources', async () => {
    const source = `export const handler = async () => {
  return 'old';
};
`;
    const directory = await writeFunction({ 'app.mjs': source }, inject('packed').project);
    await using emulated = await emulateIn(directory, { handler: 'app.handler', inspect: 0, watch: true });
    expect(await emulated.invoke()).toBe('old');
    using before = await attachDebugger(addressOf(emulated));
    await before.call('Debugger.enable');
    await writeFile(join(directory, 'app.mjs'), source.replace('old', 'new'));
    await before.closed;
    using after = await attachDebugger(addressOf(emulated));
    await after.call('Debugger.enable');
    await after.call('Debugger.setBreakpointByUrl', { lineNumber: 1, urlRegex: '.*/app\\.mjs$' });
    await after.call('Runtime.runIfWaitingForDebugger');
    const response = emulated.invoke();
    await after.next('Debugger.paused');
    await after.call('Debugger.resume');
    expect(await response).toBe('new');
  });

  it.each([
    [
      'a change of the sources',
      async (directory: string, source: string) => writeFile(join(directory, 'app.mjs'), `${source}\n`),
    ],
    [
      'a crash',
      async (_: string, __: string, emulated: EmulatedFunction) => void (await emulated.invoke('exit').catch(() => {})),
    ],
    [
      'a timeout',
      async (_: string, __: string, emulated: EmulatedFunction) => void (await emulated.invoke('hang').catch(() => {})),
    ],
  ])('stops at breakpoints in all the code that is loaded after %s', async (_, end) => {
    const source = `globalThis.loaded = true;
export const handler = async (event) => {
  if (event === 'exit') process.exit(1);
  if (event === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  return event;
};
`;
    const directory = await writeFunction({ 'app.mjs': source }, inject('packed').project);
    const options = { handler: 'app.handler', inspect: 0, watch: true, timeout: TIMEOUT_SECONDS };
    await using emulated = await emulateIn(directory, options);
    expect(await emulated.invoke('first')).toBe('first');
    using before = await attachDebugger(addressOf(emulated));
    await before.call('Debugger.enable');
    await end(directory, source, emulated);
    await before.closed;
    // The invocation is there before the debugger is.
    const response = emulated.invoke('next');
    using after = await attachDebugger(addressOf(emulated));
    await after.call('Debugger.enable');
    for (const lineNumber of [0, 4]) {
      await after.call('Debugger.setBreakpointByUrl', { lineNumber, urlRegex: '.*/app\\.mjs$' });
    }
    await after.call('Runtime.runIfWaitingForDebugger');
    for (const line of [0, 4]) {
      const { callFrames } = await after.next('Debugger.paused');
      const [frame] = callFrames as { location: { lineNumber: number } }[];
      expect(frame?.location.lineNumber).toBe(line);
      await after.call('Debugger.resume');
    }
    expect(await response).toBe('next');
  });

  it('does not wait indefinitely for a debugger that does not come back', async () => {
    const source = `export const handler = async (event) => event === 'exit' ? process.exit(1) : event;`;
    await using emulated = await emulate(source, { inspect: 0, handler: 'app.handler' });
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Debugger.enable');
    await expect(emulated.invoke('exit')).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await emulated.invoke('next')).toBe('next');
    expect(emulated.events).toContainEqual({ type: 'awaiting-debugger', limitMs: 3000 });
  });

  it.each([
    ['wait', 1],
    ['break', 2],
  ] as const)('waits for the first debugger with inspectStart: %s', async (inspectStart, pauses) => {
    const source = `globalThis.loaded = true;
export const handler = async (event, context) => context.getRemainingTimeInMillis() > 80_000_000;
`;
    const options = { inspect: 0, inspectStart, handler: 'app.handler', timeout: 1, initTimeout: 1 };
    await using emulated = await emulate(source, options);
    const response = emulated.invoke();
    await delay(1500);
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Debugger.enable');
    await client.call('Debugger.setBreakpointByUrl', { lineNumber: 0, urlRegex: '.*/app\\.mjs$' });
    await client.call('Runtime.runIfWaitingForDebugger');
    for (let pause = 0; pause < pauses; pause += 1) {
      await client.next('Debugger.paused');
      await delay(1500);
      await client.call('Debugger.resume');
    }
    expect(await response).toBe(true);
    expect(emulated.events).toContainEqual({ type: 'awaiting-debugger' });
  });

  it('says that a restart waits for an invocation that is paused', async () => {
    const source = 'export const handler = async (event) => event;\n';
    const directory = await writeFunction({ 'app.mjs': source }, inject('packed').project);
    await using emulated = await emulateIn(directory, { handler: 'app.handler', inspect: 0, watch: true });
    expect(await emulated.invoke(1)).toBe(1);
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Debugger.enable');
    await client.call('Debugger.setBreakpointByUrl', { lineNumber: 0, columnNumber: 39, urlRegex: '.*/app\\.mjs$' });
    const response = emulated.invoke(2);
    await client.next('Debugger.paused');
    await writeFile(join(directory, 'app.mjs'), source.replace('=> event', '=> -event'));
    await expect.poll(() => emulated.events).toContainEqual({ type: 'finishing', isPaused: true });
    await client.call('Debugger.resume');
    expect(await response).toBe(2);
    expect(await emulated.invoke(3)).toBe(-3);
  });

  it('can be reached at another address', async () => {
    await using emulated = await inspected({ inspectHost: '127.0.0.2' });
    expect(addressOf(emulated)).toMatch(/^127\.0\.0\.2:\d+$/);
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Runtime.enable');
  });

  it('warns of an address that other machines can reach', async () => {
    await using emulated = await inspected({ inspectHost: '0.0.0.0' });
    expect(emulated.events).toContainEqual({
      type: 'warning',
      message: expect.stringMatching(/^anyone who can reach 0\.0\.0\.0:\d+ can run code on this machine$/),
    });
  });

  it('does not stop at a debugger statement while no debugger is attached', async () => {
    await using emulated = await inspected();
    expect(await emulated.invoke(batch({ n: 1, stop: true }))).toBeNull();
  });

  it('goes on when the debugger leaves while it has paused the function', async () => {
    await using emulated = await inspected();
    const client = await attachDebugger(addressOf(emulated));
    await breakAt(client, 'sum.total +=');
    const response = emulated.invoke(batch({ n: 1 }));
    await emulated.until('paused');
    client[Symbol.dispose]();
    expect(await response).toBeNull();
    await emulated.until('resumed');
  });

  it('notices that a process exits although a debugger is attached', async () => {
    const source = `export const handler = () => { process.exit(3); };`;
    await using emulated = await emulate(source, { inspect: 0, handler: 'app.handler' });
    using client = await attachDebugger(addressOf(emulated));
    await client.call('Runtime.enable');
    await expect(emulated.invoke()).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('says that its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(inspected({ inspect: port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 is already in use: choose another with --inspect=PORT, or let --inspect=0 pick a free one`,
    );
    server.close();
  });

  it('says that it cannot listen on an address', async () => {
    await expect(inspected({ inspectHost: '192.0.2.1' })).rejects.toThrow(
      'cannot listen on 192.0.2.1:0 (EADDRNOTAVAIL): choose another address, as in --inspect=127.0.0.1:9230',
    );
  });

  it('gives the function a deadline that is a day ahead', async () => {
    const source = `export const handler = async (event, context) => context.getRemainingTimeInMillis();`;
    await using emulated = await emulate(source, { inspect: 0, handler: 'app.handler' });
    expect(await emulated.invoke()).toBeGreaterThan(80_000_000);
  });

  it.each([
    [{ image: { name: 'image' } }, 'the debugger cannot reach a function in a container'],
    [{ command: ['python3', '-m', 'awslambdaric'] }, 'the debugger is for Node, but the command is python3'],
  ])('rejects what it cannot debug: %j', async (options, message) => {
    await expect(inspected(options)).rejects.toThrow(message);
  });
});
