import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
// {{#source}}
import { join } from 'node:path';
// {{/source}}
import { describe, it } from 'node:test';
// {{#source}}
import { startLocal } from '@alr/builder';
// {{/source}}
import { invoke } from '@alr/runtime/testing';
import { MyLambda } from './app.{{extension}}';

/** Reads a sample event from events/. */
function sample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8'));
}

describe('MyLambda', () => {
  it('says hello', async () => {
    const { payload } = await invoke(MyLambda, sample('hello'));
    assert.deepEqual(payload, { message: 'Hello!', input: { name: 'Ada' } });
  });

  it('streams a response', async () => {
    const { chunks } = await invoke(MyLambda, sample('stream'));
    assert.equal(Buffer.concat(chunks).toString(), '1\n2\n3\n');
  });

  it('responds to an HTTP request', async () => {
    const { payload } = await invoke(MyLambda, sample('url'));
    assert.partialDeepStrictEqual(payload, { statusCode: 200 });
  });

  for (const source of ['sqs', 'sns', 's3', 'eventbridge', 'kinesis', 'dynamodb', 'alb']) {
    it(`handles an event from ${source}`, async () => {
      const { error } = await invoke(MyLambda, sample(source));
      assert.equal(error, undefined);
    });
  }
  // {{sourceTest}}
});
