import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Gate, openGate } from '../../../../test/gate.ts';
import { startTestLocal, type TestLocal } from '../../../../test/local.ts';
import type { Instruction } from '../../../../test/runtime-client.ts';

const calls = {
  'function URL': '/',
  Invoke: '/2015-03-31/functions/function/invocations',
  InvokeWithResponseStream: '/2021-11-15/functions/function/response-streaming-invocations',
} as const;
type CallName = keyof typeof calls;
const callNames = Object.keys(calls) as CallName[];

function send(local: TestLocal, instruction: Instruction, call: CallName = 'function URL'): ClientRequest {
  const headers = { 'content-type': 'application/json' };
  const outgoing = request(new URL(calls[call], local.url), { method: 'POST', headers });
  outgoing.on('error', () => {}).end(JSON.stringify(instruction));
  return outgoing;
}

/** Starts an invocation that waits at the gate, lets its client leave, and resolves when the emulator has noticed. */
async function abandon(local: TestLocal, gate: Gate, call: CallName = 'function URL'): Promise<void> {
  const client = send(local, { stream: ['first', gate.url] }, call);
  await gate.called;
  client.destroy();
  await received(local);
}

async function pidOf(local: TestLocal): Promise<number> {
  const { payload } = await local.invoke({ describe: true });
  return (payload as { pid: number }).pid;
}

/** Resolves when the emulator has read what was sent to it before: it responds to a dry run without the function. */
async function received(local: TestLocal): Promise<void> {
  await local.invoke({}, { InvocationType: 'DryRun' });
}

const starts = (local: TestLocal) => local.events.filter(({ type }) => type === 'starting').length;

describe('an invocation whose client has left', () => {
  it.each(callNames)('by %s does not hold up the next one, and runs to its end', async (call) => {
    await using gate = await openGate();
    await using local = await startTestLocal();
    const first = await pidOf(local);
    await abandon(local, gate, call);
    expect(await pidOf(local)).not.toBe(first);

    const ended = local.events.length;
    (await gate.called).end('rest');
    expect(await local.until('end', (end) => local.events.indexOf(end) >= ended)).toMatchObject({ status: 'success' });
    await gate.gone;
  });

  it('does not hold up one that was already waiting', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal();
    const client = send(local, { hang: gate.url });
    await gate.called;
    const waiting = local.invoke({ respond: '1' });
    await received(local);
    client.destroy();
    expect(await waiting).toMatchObject({ payload: 1 });
  });

  it('while it was waiting still runs, and does not hold up the next one', async () => {
    await using gate = await openGate();
    await using second = await openGate();
    await using local = await startTestLocal();
    const first = send(local, { after: gate.url });
    await gate.called;
    const client = send(local, { hang: second.url });
    await once(client, 'finish');
    await received(local);
    const waiting = local.invoke({ respond: '1' });
    client.destroy();
    await received(local);
    (await gate.called).end('"done"');
    const [response] = await once(first, 'response');
    expect(response.statusCode).toBe(200);
    await second.called;
    expect(await waiting).toMatchObject({ payload: 1 });
  });

  it('leaves its process to the next one if it has ended by then', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal();
    const first = await pidOf(local);
    await abandon(local, gate);
    const ended = local.events.length;
    (await gate.called).end('rest');
    await local.until('end', (end) => local.events.indexOf(end) >= ended);
    expect(await pidOf(local)).toBe(first);
    expect(starts(local)).toBe(1);
  });

  it('times out like every other invocation', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ timeout: 1 });
    await abandon(local, gate);
    expect(await local.invoke({ respond: '1' })).toMatchObject({ payload: 1 });
    expect(await local.until('end', ({ status }) => status === 'timeout')).toBeDefined();
    await gate.gone;
  });

  it('ends with the emulator', async () => {
    await using gate = await openGate();
    await using second = await openGate();
    const local = await startTestLocal();
    await abandon(local, gate);
    await abandon(local, second);
    await local.close();
    await Promise.all([gate.gone, second.gone]);
  });

  it('waits for an earlier one when too many are left', async () => {
    await using local = await startTestLocal();
    const gates = await Promise.all(Array.from({ length: 10 }, openGate));
    for (const gate of gates) await abandon(local, gate);
    const waiting = local.invoke({ respond: '1' });
    await received(local);
    expect(starts(local)).toBe(10);
    (await gates[0]?.called)?.end('rest');
    expect(await waiting).toMatchObject({ payload: 1 });
    expect(starts(local)).toBe(11);
    await local.close();
    for (const gate of gates) await gate[Symbol.asyncDispose]();
  });

  it('counts as one of many for a process with concurrent invocations', async () => {
    await using gate = await openGate();
    await using local = await startTestLocal({ concurrency: 2 });
    const first = await pidOf(local);
    await abandon(local, gate);
    expect(await pidOf(local)).toBe(first);
    expect(starts(local)).toBe(1);
  });
});
