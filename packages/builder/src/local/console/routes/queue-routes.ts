import { nameOf } from '../../../aws/arn.ts';
import { type DetailedMessage, detailedViewOf } from '../../sources/queue/message/message-view.ts';
import { moveMessage, NO_SOURCE } from '../../sources/queue/move-task.ts';
import type { Queue } from '../../sources/queue/queue.ts';
import { QueueError } from '../../sources/queue/queue-error.ts';
import { number, object, text } from '../openapi/json-schema.ts';
import { nothing, schemaOf } from '../openapi/schemas.ts';
import { ApiError, type ApiRoute, type ControlledEmulator } from './api-route.ts';
import { optionalText, requiredText } from './body-values.ts';
import { found, page, paging } from './pages.ts';

/** The routes for queues and their messages. */
export const queueRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/queues/{name}',
    summary: 'A queue with its messages, oldest first',
    query: {
      ...paging,
      preview: { type: 'number', description: 'How many characters of each body (default: all)' },
    },
    response: schemaOf('Queue'),
    errors: [404],
    run(emulator, { path: { name = '' }, query }) {
      const { local, queue } = queueOf(emulator, name);
      const { now } = emulator.project.clock;
      const messages = queue.detailedMessages(now);
      const { preview } = query;
      const cut = (body: string) => (preview === undefined ? body : body.slice(0, Number(preview)));
      return {
        name,
        url: local.urlOf(queue, emulator.url),
        arn: queue.arn,
        count: messages.length,
        messages: page(messages, query).map((each) => describeMessage({ ...each, body: cut(each.body) })),
      };
    },
  },
  {
    method: 'GET',
    path: '/api/queues/{name}/messages/{messageId}',
    summary: 'A message of a queue',
    response: schemaOf('Message'),
    errors: [404],
    run(emulator, { path: { name = '', messageId = '' } }) {
      const { queue } = queueOf(emulator, name);
      return describeMessage(detailedViewOf(messageOf(emulator, queue, messageId)));
    },
  },
  {
    method: 'POST',
    path: '/api/queues/{name}/delete',
    summary: 'Deletes a message: `messageId`',
    body: object({ messageId: text() }),
    response: nothing,
    errors: [404],
    run(emulator, { path: { name = '' }, body }) {
      const { local, queue } = queueOf(emulator, name);
      queue.takeOut(messageOf(emulator, queue, requiredText(body, 'messageId')));
      local.changed();
      return {};
    },
  },
  {
    method: 'POST',
    path: '/api/queues/{name}/purge',
    summary: 'Deletes all messages of a queue',
    response: nothing,
    errors: [404],
    run(emulator, { path: { name = '' } }) {
      const { local, queue } = queueOf(emulator, name);
      queue.clear();
      local.changed();
      return {};
    },
  },
  {
    method: 'POST',
    path: '/api/queues/{name}/redrive',
    summary:
      'Moves the visible messages of a dead-letter queue, or of that of a queue, back to their queues; or only the one with `messageId`',
    body: object({}, { messageId: text() }),
    response: object(
      { moved: number('How many messages') },
      { problem: text('Why others stay, although they are visible') },
    ),
    errors: [404, 422],
    run(emulator, { path: { name = '' }, body }) {
      const { local, queue } = queueOf(emulator, name);
      const isDeadLetters = local.queues.sourcesOf(queue).length > 0;
      const source = isDeadLetters ? queue : local.queues.findByArn(queue.settings.redrive?.target ?? '');
      if (source === undefined) throw new ApiError(422, `${name} is no dead-letter queue, and has none`);
      const messageId = optionalText(body, 'messageId');
      const moved =
        messageId === undefined
          ? moveAll(emulator, local.queues, source)
          : moveOne(emulator, local.queues, source, messageId);
      local.changed();
      return moved;
    },
  },
];

type Queues = ReturnType<typeof queueOf>['local']['queues'];

function moveAll({ project }: ControlledEmulator, queues: Queues, queue: Queue): object {
  // A task of a client can be running.
  const { moved, failureReason } = rejecting(() => queues.startMoveTask({ sourceArn: queue.arn }, project.clock.now));
  return { moved, ...(failureReason !== undefined && { problem: problemOf(failureReason) }) };
}

function moveOne(emulator: ControlledEmulator, queues: Queues, queue: Queue, messageId: string): object {
  const message = messageOf(emulator, queue, messageId);
  if (message.state !== 'visible') throw new ApiError(422, `the message ${messageId} is ${message.state}`);
  const find = (arn: string) => queues.findByArn(arn);
  const failure = moveMessage(message, { source: queue }, find, emulator.project.clock.now);
  if (failure !== undefined) throw new ApiError(422, problemOf(failure));
  return { moved: 1 };
}

function rejecting<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof QueueError) throw new ApiError(422, error.message);
    throw error;
  }
}

function problemOf(failure: string): string {
  return failure === NO_SOURCE
    ? 'a message was sent to the dead-letter queue itself, so it has no queue to go back to'
    : 'a message has come from a queue that no longer exists';
}

function queueOf({ project }: ControlledEmulator, name: string) {
  const local = project.sources?.current?.queues;
  const queue = found(local?.queues.find(name), 'queue', name);
  return { local: found(local, 'queue', name), queue };
}

function messageOf({ project }: ControlledEmulator, queue: Queue, messageId: string) {
  return found(queue.find(messageId, project.clock.now), 'message', messageId);
}

function describeMessage({ attributes, deadLetterSource, ...message }: DetailedMessage): object {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { type: DataType, value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
  ]);
  return {
    ...message,
    ...(entries.length > 0 && { attributes: Object.fromEntries(entries) }),
    ...(deadLetterSource !== undefined && { deadLetterSource: nameOf(deadLetterSource) }),
  };
}
