import { startLocal } from '@alr/builder';
import { describe, expect, inject, it } from 'vitest';
import { type Files, writeFunction } from '../conformance/function/lambda.ts';

const app = `
import { DynamoDBHandler, EVENT_DYNAMODB, EVENT_KINESIS, KinesisHandler } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Clicks extends KinesisHandler {
  onRecord({ page, poison }) {
    this.logger.info('saw ' + page);
    if (poison) throw new Error('on purpose');
  }
}

class Orders extends DynamoDBHandler {
  onRecord(change) {
    this.logger.info('saw ' + Object.keys(change.NewImage).join());
  }
}

export default class App extends Runtime {
  static {
    this.registerEventHandler(EVENT_KINESIS, Clicks);
    this.registerEventHandler(EVENT_DYNAMODB, Orders);
  }
}
`;

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;

/** Starts the emulator with the real handler classes, and a trigger. */
async function start(trigger: string) {
  const files: Files = {
    'app.mjs': app,
    'lambda.yaml': `image: { handler: app }\nlambda: { name: worker }\ntrigger: ${trigger}\n`,
  };
  const directory = await writeFunction(files, inject('packed').projectWithEvents);
  const log: string[] = [];
  const local = await startLocal({
    directory,
    port: 0,
    data: 'memory',
    onEvent: (event) => {
      if (event.type === 'log') log.push(event.line);
    },
  });
  const seen = () => log.flatMap((line) => /saw ([\w,]+)/.exec(line)?.[1] ?? []);
  return { local, seen, [Symbol.asyncDispose]: () => local.close() };
}

describe('a class for records of Kinesis on the emulator', () => {
  it('gets those from the one that failed on again, and no others', async () => {
    const stream = `{ arn: "${arn('kinesis', 'stream/clicks')}", partial_batch_response: true, retries: 1 }`;
    await using emulated = await start(`{ type: kinesis, stream: ${stream} }`);
    const { local, seen } = emulated;
    const clicks = [{ page: 'a' }, { page: 'b', poison: true }, { page: 'c' }];
    local.stream('clicks').put(...clicks.map((click) => JSON.stringify(click)));
    await local.settled();
    expect(seen()).toEqual(['a', 'b']);
    await local.clock.skip('next');
    expect(seen()).toEqual(['a', 'b', 'b']);
  });
});

describe('a class for changes of a table on the emulator', () => {
  it('gets what is put into the stream of the table', async () => {
    const table = arn('dynamodb', 'table/orders/stream/2026-01-01T00:00:00.000');
    await using emulated = await start(`{ type: dynamodb, stream: { arn: "${table}" } }`);
    const { local, seen } = emulated;
    local.stream('orders').put({ newImage: { id: '1', count: 2 } });
    await local.settled();
    expect(local.invocations).toMatchObject([{ source: 'dynamodb' }]);
    expect(seen()).toEqual(['id,count']);
  });
});
