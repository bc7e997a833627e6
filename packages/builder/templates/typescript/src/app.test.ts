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

/** A sample event. To get others, run alr-builder event. */
const event: unknown = JSON.parse(readFileSync(new URL('../events/{{event}}.json', import.meta.url), 'utf8'));

describe('MyLambda', () => {
  // {{#direct}}
  it('says hello', async () => {
    const { payload } = await invoke(MyLambda, event);
    assert.deepEqual(payload, { message: 'Hello!', input: { name: 'Ada' } });
  });
  // {{/direct}}
  // {{#request}}
  it('responds to a request', async () => {
    const { payload } = await invoke(MyLambda, event);
    assert.partialDeepStrictEqual(payload, { statusCode: 200 });
  });
  // {{/request}}
  // {{#records}}
  it('handles {{events}}', async () => {
    const { error, logs } = await invoke(MyLambda, event);
    assert.equal(error, undefined);
    assert.match(logs.map(({ message }) => message).join('\n'), /{{logged}}/);
  });
  // {{/records}}
  // {{sourceTest}}
});
