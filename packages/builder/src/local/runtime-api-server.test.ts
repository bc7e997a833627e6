import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Extensions } from './extensions.ts';
import { parseFault } from './fault.ts';
import { FaultInjector } from './fault-injector.ts';
import { Invocation } from './invocation.ts';
import { platformFailure } from './platform-failure.ts';
import { Queue } from './queue.ts';
import { createRuntimeApiServer } from './runtime-api-server.ts';
import { RuntimeSession, type SessionOptions } from './runtime-session.ts';
import { closeServer, listen } from './server.ts';

let queue: Queue<Invocation>;
let session: RuntimeSession;
let extensions: Extensions;
let close: () => Promise<void>;
let origin: string;
let api: string;

type Settings = Partial<Pick<SessionOptions, 'concurrency' | 'isSnapStart'>> & { faults?: string[] };

async function open({ concurrency, isSnapStart = false, faults = [] }: Settings = {}): Promise<void> {
  queue = new Queue();
  extensions = new Extensions();
  const observer = {
    snapshot() {},
    restoring() {},
    ready: () => extensions.close(),
    handedOut() {},
    async ended() {},
    initFailed() {},
  };
  session = new RuntimeSession({ queue, concurrency, isSnapStart, timeoutMs: 60_000, observer });
  const server = createRuntimeApiServer({
    session,
    extensions,
    faults: new FaultInjector(faults.map(parseFault), () => {}),
    functionName: 'f',
    functionArn: 'arn:aws:lambda:eu-west-1:012345678912:function:f',
    handsOutTraces: true,
    explainBreak: async () => platformFailure('Runtime.TruncatedResponse', 'broken off'),
  });
  origin = `http://${await listen(server, '127.0.0.1', 0)}`;
  api = `${origin}/2018-06-01/runtime`;
  close = () => closeServer(server, 0);
}

/** Starts anew with other settings. */
async function reopen(settings: Settings): Promise<void> {
  await close();
  await open(settings);
}

function enqueue(event = '{}'): Invocation {
  const invocation = new Invocation({ event: Buffer.from(event) });
  queue.push(invocation);
  return invocation;
}

const next = () => fetch(`${api}/invocation/next`);
const post = (path: string, body = '', headers: Record<string, string> = {}) =>
  fetch(`${api}/${path}`, { method: 'POST', body, headers });

/** What the runtime is told: the status, and the type of the error. */
async function refusal(answer: Promise<Response>) {
  const response = await answer;
  const { errorType, errorMessage } = (await response.json()) as { errorType?: string; errorMessage?: string };
  expect(errorMessage).toMatch(/./);
  return [response.status, errorType];
}

beforeEach(() => open());
afterEach(() => close());

describe('the Runtime API', () => {
  it('hands the same event out again until it is answered', async () => {
    const { requestId } = enqueue('{"n":1}');
    enqueue('{"n":2}');
    expect(await (await next()).json()).toEqual({ n: 1 });
    expect(await (await next()).json()).toEqual({ n: 1 });
    expect((await post(`invocation/${requestId}/response`, '1')).status).toBe(202);
    expect(await (await next()).json()).toEqual({ n: 2 });
  });

  it('loses no event to a poll that was broken off', async () => {
    const leaving = new AbortController();
    const poll = fetch(`${api}/invocation/next`, { signal: leaving.signal });
    await expect.poll(() => session.phase).toBe('ready');
    leaving.abort();
    await expect(poll).rejects.toThrow();
    enqueue('{"n":1}');
    expect(await (await next()).json()).toEqual({ n: 1 });
  });

  it('passes on the content type of a reply', async () => {
    const { requestId, reply } = enqueue();
    await next();
    await post(`invocation/${requestId}/response`, '<p>', { 'Content-Type': 'text/html' });
    expect(await reply).toEqual({ kind: 'buffered', contentType: 'text/html', body: Buffer.from('<p>') });
  });

  it.each([
    ['Function.TypeError', 'Function.TypeError'],
    ['Runtime.ImportModuleError', 'Runtime.ImportModuleError'],
    ['TypeError', 'Function.Unknown'],
    ['Runtime.import', 'Runtime.Unknown'],
  ])('knows an error of the type %s as %s', async (sent, known) => {
    const invocation = enqueue();
    await next();
    await post(`invocation/${invocation.requestId}/error`, '{}', { 'Lambda-Runtime-Function-Error-Type': sent });
    expect(await invocation.reply).toMatchObject({ kind: 'failed', failure: { errorType: known } });
  });

  it('takes an X-Ray cause of 64 KiB', async () => {
    const { requestId } = enqueue();
    await next();
    const cause = JSON.stringify({ message: 'x'.repeat(65_000) });
    const { status } = await post(`invocation/${requestId}/error`, '{}', {
      'Lambda-Runtime-Function-XRay-Error-Cause': cause,
    });
    expect(status).toBe(202);
  });
});

describe('the Runtime API refuses', () => {
  it('a reply before the first next', async () => {
    expect(await refusal(post('invocation/some/response', '1'))).toEqual([403, 'InvalidStateTransition']);
  });

  it('a second reply', async () => {
    const { requestId } = enqueue();
    await next();
    await post(`invocation/${requestId}/response`, '1');
    expect(await refusal(post(`invocation/${requestId}/error`, '{}'))).toEqual([403, 'InvalidStateTransition']);
  });

  it.each(['some', '%E0%A4%A'])('a reply to the unknown id %s', async (id) => {
    enqueue();
    await next();
    expect(await refusal(post(`invocation/${id}/response`, '1'))).toEqual([400, 'InvalidRequestID']);
  });

  it('a reply to an invocation that is over', async () => {
    const { requestId } = enqueue();
    await next();
    await post(`invocation/${requestId}/response`, '1');
    enqueue();
    await next();
    expect(await refusal(post(`invocation/${requestId}/response`, '1'))).toEqual([400, 'InvalidRequestID']);
  });

  it('a reply to an invocation whose time was up', async () => {
    const invocation = enqueue();
    await next();
    await session.giveUp(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    const [status] = await refusal(post(`invocation/${invocation.requestId}/response`, '1'));
    expect(status).toBe(410);
  });

  it('a report of a failed initialisation after next', async () => {
    enqueue();
    await next();
    expect(await refusal(post('init/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
  });

  it('next after a failed initialisation', async () => {
    expect((await post('init/error', '{}')).status).toBe(202);
    expect(await refusal(next())).toEqual([403, 'InvalidStateTransition']);
  });

  it('calls that it does not have', async () => {
    expect(await refusal(post('invocation/next'))).toEqual([404, 'NotFound']);
    expect(await refusal(fetch(`${api}/logs`))).toEqual([404, 'NotFound']);
  });

  it('a page of the web', async () => {
    expect(await refusal(fetch(`${api}/invocation/next`, { headers: { origin: 'https://evil.example' } }))).toEqual([
      403,
      'Forbidden',
    ]);
  });
});

describe('the Runtime API of a concurrent function', () => {
  it('hands out as many invocations at once, and the next when one is answered', async () => {
    await reopen({ concurrency: 2 });
    const invocations = [enqueue('1'), enqueue('2'), enqueue('3')];
    const [first, second, third] = [next(), next(), next()];
    expect(await Promise.all([first, second].map(async (answer) => (await answer).json()))).toEqual([1, 2]);
    expect(queue.length).toBe(1);
    await post(`invocation/${invocations[1]?.requestId}/response`, '"second"');
    expect(await (await third).json()).toBe(3);
  });

  it('hands nothing out twice', async () => {
    await reopen({ concurrency: 1 });
    const { requestId } = enqueue('1');
    enqueue('2');
    expect(await (await next()).json()).toBe(1);
    const second = next();
    await post(`invocation/${requestId}/response`, '"first"');
    expect(await (await second).json()).toBe(2);
  });

  it('takes no reply to an invocation whose time is up, and gives its place to the next', async () => {
    await reopen({ concurrency: 1 });
    const invocation = enqueue('1');
    await next();
    const second = next();
    await session.giveUp(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    enqueue('2');
    expect(await (await second).json()).toBe(2);
    expect((await refusal(post(`invocation/${invocation.requestId}/response`, '1')))[0]).toBe(410);
  });

  it('cuts off a stream whose time is up', async () => {
    await reopen({ concurrency: 1 });
    const invocation = enqueue();
    await next();
    const stream = new TransformStream<Uint8Array, Uint8Array>();
    const writer = stream.writable.getWriter();
    const answer = fetch(`${api}/invocation/${invocation.requestId}/response`, {
      method: 'POST',
      body: stream.readable,
      duplex: 'half',
      headers: { 'Lambda-Runtime-Function-Response-Mode': 'streaming' },
    });
    await writer.write(Buffer.from('first'));
    const reply = await invocation.reply;
    if (reply.kind !== 'streaming') throw new Error(`It is ${reply.kind}.`);
    const chunks = reply.body[Symbol.asyncIterator]();
    expect((await chunks.next()).value.toString()).toBe('first');
    await session.giveUp(invocation, platformFailure('Sandbox.Timedout', 'too late'));
    await expect(chunks.next()).rejects.toMatchObject({ failure: { errorType: 'Sandbox.Timedout' } });
    expect((await refusal(answer))[0]).toBe(410);
    await writer.close().catch(() => {});
  });
});

describe('the Runtime API of a function with SnapStart', () => {
  beforeEach(() => reopen({ isSnapStart: true }));
  const restoreNext = () => fetch(`${api}/restore/next`);

  it('holds the runtime at its snapshot until an invocation waits', async () => {
    const restored = restoreNext();
    await expect.poll(() => session.phase).toBe('snapshot');
    expect(await refusal(next())).toEqual([403, 'InvalidStateTransition']);
    enqueue('{"n":1}');
    const answer = await restored;
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(await (await next()).json()).toEqual({ n: 1 });
  });

  it('takes the report of a failed restore, and of a failed hook before the snapshot', async () => {
    expect(await refusal(post('restore/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
    enqueue();
    await restoreNext();
    expect(await refusal(post('init/error', '{}'))).toEqual([403, 'InvalidStateTransition']);
    expect((await post('restore/error', '{}')).status).toBe(202);
    await reopen({ isSnapStart: true });
    expect((await post('init/error', '{}')).status).toBe(202);
  });

  it('refuses restore/next once the runtime is initialised, and without SnapStart', async () => {
    enqueue();
    await next();
    expect(await refusal(restoreNext())).toEqual([403, 'InvalidStateTransition']);
    await reopen({});
    expect(await refusal(restoreNext())).toEqual([403, 'InvalidStateTransition']);
  });
});

describe('the Extensions API', () => {
  const register = (name: string, body = '{"events":[]}') =>
    fetch(`${origin}/2020-01-01/extension/register`, {
      method: 'POST',
      body,
      headers: { 'Lambda-Extension-Name': name },
    });
  const nextEvent = (headers: Record<string, string>, signal?: AbortSignal) =>
    fetch(`${origin}/2020-01-01/extension/event/next`, { headers, ...(signal && { signal }) });

  it('registers an extension of the process, and parks it', async () => {
    expect(extensions.areRegistered).toBe(false);
    const answer = await register('shutdown');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ functionName: 'f', functionVersion: '$LATEST' });
    expect(extensions.areRegistered).toBe(true);

    const leaving = new AbortController();
    const id = answer.headers.get('lambda-extension-identifier') ?? '';
    const parked = nextEvent({ 'Lambda-Extension-Identifier': id }, leaving.signal);
    enqueue();
    await next();
    leaving.abort();
    await expect(parked).rejects.toThrow('aborted');
  });

  it.each([
    ['SHUTDOWN, which such an extension is never sent', 'a', '{"events":["SHUTDOWN"]}', 'Extension.InvalidEventType'],
    ['a body that is no JSON', 'a', 'events', 'InvalidRequestFormat'],
    ['no name', '', '{"events":[]}', 'Extension.InvalidExtensionName'],
  ])('refuses %s', async (_what, name, body, type) => {
    expect(await refusal(register(name, body))).toEqual([403, type]);
    expect(extensions.areRegistered).toBe(false);
  });

  it('refuses a second one of the same name, and any after the initialisation', async () => {
    await register('a');
    expect(await refusal(register('a'))).toEqual([403, 'Extension.InvalidExtensionState']);
    enqueue();
    await next();
    expect(await refusal(register('b'))).toEqual([403, 'Extension.RegistrationClosed']);
  });

  it('refuses an extension that it does not know', async () => {
    expect(await refusal(nextEvent({}))).toEqual([403, 'Extension.MissingHeader']);
    const unknown = { 'Lambda-Extension-Identifier': 'some' };
    expect(await refusal(nextEvent(unknown))).toEqual([403, 'Extension.UnknownExtensionIdentifier']);
  });
});

describe('a fault', () => {
  it.each([
    ['400', 400, 'Emulator.Fault'],
    ['403', 403, 'Emulator.Fault'],
    ['410', 410, 'Sandbox.Timedout'],
    ['413', 413, 'Function.ResponseSizeTooLarge'],
    ['response=500', 500, 'Emulator.Fault'],
  ])('%s refuses the response, and fails the invocation', async (fault, status, errorType) => {
    await reopen({ faults: [fault] });
    const { requestId, reply } = enqueue('1');
    enqueue('2');
    await next();
    expect((await refusal(post(`invocation/${requestId}/response`, '1')))[0]).toBe(status);
    expect(await reply).toMatchObject({ kind: 'failed', failure: { errorType } });
    expect(await (await next()).json()).toBe(2);
  });

  it('strikes as often as it says, and the call that it says', async () => {
    await reopen({ faults: ['next=403:2'] });
    enqueue('1');
    expect([(await next()).status, (await next()).status, (await next()).status]).toEqual([403, 403, 200]);
  });

  it('refuses a report of an error', async () => {
    await reopen({ faults: ['error=410'] });
    const { requestId } = enqueue();
    await next();
    expect((await post(`invocation/${requestId}/error`, '{}')).status).toBe(410);
  });

  it('resets connections', async () => {
    await reopen({ faults: ['next=reset:1', 'reset'] });
    const { requestId, reply } = enqueue();
    await expect(next()).rejects.toThrow();
    expect((await next()).status).toBe(200);
    await expect(post(`invocation/${requestId}/response`, '1')).rejects.toThrow();
    expect(await reply).toMatchObject({ failure: { errorType: 'Emulator.Fault' } });
  });

  it('leaves a call without an answer', async () => {
    await reopen({ faults: ['timeout'] });
    const { requestId } = enqueue();
    await next();
    const leaving = new AbortController();
    const answer = fetch(`${api}/invocation/${requestId}/response`, {
      method: 'POST',
      body: '1',
      signal: leaving.signal,
    });
    await expect.poll(() => session.current[0]?.state).toBe('answering');
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('slows calls down, and they succeed', async () => {
    await reopen({ faults: ['slow=1'] });
    const { requestId, reply } = enqueue();
    await next();
    expect((await post(`invocation/${requestId}/response`, '1')).status).toBe(202);
    expect(await reply).toMatchObject({ kind: 'buffered' });
  });
});
