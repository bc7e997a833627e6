import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Invocation } from './invocation.ts';
import { InvocationQueue } from './invocation-queue.ts';
import { platformFailure } from './platform-failure.ts';
import { createRuntimeApiServer } from './runtime-api-server.ts';
import { RuntimeSession } from './runtime-session.ts';
import { closeServer, listen } from './server.ts';

let queue: InvocationQueue;
let session: RuntimeSession;
let close: () => Promise<void>;
let api: string;

async function open(slots: number): Promise<void> {
  queue = new InvocationQueue();
  const observer = { ready() {}, handedOut() {}, async ended() {}, initFailed() {} };
  session = new RuntimeSession({ queue, slots, timeoutMs: 60_000, observer });
  const server = createRuntimeApiServer({
    session,
    functionArn: 'arn:aws:lambda:eu-west-1:012345678912:function:f',
    explainBreak: async () => platformFailure('Runtime.TruncatedResponse', 'broken off'),
  });
  api = `http://${await listen(server, '127.0.0.1', 0)}/2018-06-01/runtime`;
  close = () => closeServer(server, 0);
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

beforeEach(() => open(1));
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

describe('the Runtime API with several slots', () => {
  it('hands out as many invocations at once, and no more', async () => {
    await close();
    await open(2);
    const invocations = [enqueue('1'), enqueue('2'), enqueue('3')];
    expect(await Promise.all([next(), next()].map(async (answer) => (await answer).json()))).toEqual([1, 2]);
    expect(await refusal(next())).toEqual([403, 'InvalidStateTransition']);
    await post(`invocation/${invocations[1]?.requestId}/response`, '"second"');
    expect(await (await next()).json()).toBe(3);
  });
});
