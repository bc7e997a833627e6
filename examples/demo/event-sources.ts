import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalEvent, type LocalServer, startLocal } from '@alr/builder';
import { alarm, changed, heading, logged, note, sent, skipped } from './screen.ts';

const BUG = "['.jpg']";
const FIX = "['.jpg', '.heic']";

/** How long the reload of a changed file may take on a busy machine. */
const RELOAD_LIMIT_MS = 30_000;

/**
 * Uploads photos to a bucket, whose events reach a function through a queue. One of them fails until it is in the
 * dead-letter queue, and is handled after the function has been fixed.
 */
export async function demonstrateEventSources(): Promise<void> {
  await using project = await copyAlbum();
  const { directory } = project;
  const events = new EventEmitter();
  const show = showing();
  await using local = await startLocal({
    directory,
    port: 0,
    data: 'memory',
    watch: true,
    onEvent: (event) => {
      show(event);
      events.emit(event.type);
    },
  });

  heading('A bucket invokes another function through a queue: no Docker, no account');
  upload(local, 'my cat.jpg');
  upload(local, 'dog.heic');
  await local.settled();
  assert.deepEqual(showQueue(local, 'uploads'), [1]);

  heading('It is delivered again 6 minutes later: the clock skips them, so nobody waits');
  await skipUntilEmpty(local, 'uploads');
  assert.deepEqual(showQueue(local, 'uploads-dlq'), [3]);

  heading('The function is fixed while it runs, and the message is moved back');
  const reloaded = once(events, 'restarting', { signal: AbortSignal.timeout(RELOAD_LIMIT_MS) });
  await fix(join(directory, 'album.ts'));
  await reloaded;
  sent('redrive of uploads-dlq');
  local.queue('uploads-dlq').redrive();
  await local.settled();
  assert.deepEqual([...showQueue(local, 'uploads'), ...showQueue(local, 'uploads-dlq')], []);
}

/** Copies the project of the album, so that its fix leaves the repository unchanged. */
async function copyAlbum(): Promise<AsyncDisposable & { readonly directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'alr-demo-'));
  await cp(join(import.meta.dirname, 'album'), directory, { recursive: true });
  // Of the types of links to folders, Windows lets every user make junctions.
  await symlink(join(import.meta.dirname, '..', 'node_modules'), join(directory, 'node_modules'), 'junction');
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}

function upload(local: LocalServer, key: string): void {
  sent(`s3://photos/${key}`);
  local.bucket('photos').put(key, `the content of ${key}`);
}

/** Moves the clock until the queue has no messages, and shows how long that takes. */
async function skipUntilEmpty(local: LocalServer, name: string): Promise<void> {
  const [clockStart, start] = [local.clock.now, performance.now()];
  while (local.queue(name).messages.length > 0) {
    skipped('6m');
    await local.clock.skip('6m');
  }
  note(`${minutes(local.clock.now - clockStart)} have passed in ${Math.round(performance.now() - start)} ms`);
}

/** Changes the code as its author would, and shows the difference. */
async function fix(file: string): Promise<void> {
  const code = await readFile(file, 'utf8');
  const fixed = code.replace(BUG, FIX);
  assert.notEqual(fixed, code);
  const lines = fixed.split('\n');
  code.split('\n').forEach((line, index) => {
    if (line !== lines[index]) changed(line, lines[index] ?? '');
  });
  await writeFile(file, fixed);
}

/** Shows what is in a queue, and returns how often each message has been received. */
function showQueue(local: LocalServer, name: string): number[] {
  const { messages } = local.queue(name);
  if (messages.length === 0) note(`queue ${name}: empty`);
  for (const { body, state, receiveCount } of messages) {
    note(`queue ${name}: ${keyIn(body)}, ${state}, received ${receiveCount === 1 ? 'once' : `${receiveCount} times`}`);
  }
  return messages.map(({ receiveCount }) => receiveCount);
}

/** The key of the object that a message is about. */
function keyIn(body: string): string {
  const { Records } = JSON.parse(body) as { Records: { s3: { object: { key: string } } }[] };
  return Records.map(({ s3 }) => s3.object.key).join(', ');
}

/** Shows the events of the emulator. */
function showing(): (event: LocalEvent) => void {
  const failed = new Set<string>();
  return (event) => {
    switch (event.type) {
      case 'log': {
        const [, requestId = '', level] = event.line.split('\t');
        // The first error of an invocation is the cause of all others.
        if (level === 'ERROR' && failed.has(requestId)) break;
        if (level === 'ERROR') failed.add(requestId);
        logged(event.line);
        break;
      }
      case 'batch-returned':
        alarm(`✗ back to the queue ${event.queue}, hidden for ${minutes(event.inMs)}`);
        break;
      case 'dead-letter':
        alarm(`✗ received ${event.receiveCount} times: moved from ${event.queue} to ${event.target}`);
        break;
      case 'restarting':
        note(`restarting: ${event.reason}`);
        break;
      case 'init-failed':
      case 'exited':
      case 'warning':
        alarm(event.message);
    }
  };
}

function minutes(milliseconds: number): string {
  return `${Math.round(milliseconds / 60_000)} minutes`;
}
