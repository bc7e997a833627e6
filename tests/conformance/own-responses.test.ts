import { describe, expect, it } from 'vitest';
import { classHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';
import { rejectWith } from './server/behaviours.ts';

/** A class with a handler of these statements. */
const handling = (statements: string): string => classHandler(`async handler(event) { ${statements} }`);

describe('a handler that sends its own response', () => {
  it('sends one response', async () => {
    await using lambda = await start(handling(`await this.sendInvocationResponse('by hand');`));
    expect(await lambda.invoke()).toMatchObject({ call: 'response', text: 'by hand' });
    expect(await lambda.invoke()).toMatchObject({ call: 'response', text: 'by hand' });
  });

  it('sends a stream', async () => {
    await using lambda = await start(
      handling(
        `await this.sendStreamingResponse(async (writer) => { await writer.write('by'); await writer.write(' hand'); });`,
      ),
    );
    const response = await lambda.invoke();
    expect(response.chunks.map(String)).toEqual(['by', ' hand']);
    expect((await lambda.invoke()).text).toBe('by hand');
  });

  it.each([
    [`'no'`, 'no', 'Function.Error'],
    [`'no', 'NotAllowed'`, 'no', 'Function.NotAllowed'],
    [`'no', 'Function.NotAllowed'`, 'no', 'Function.NotAllowed'],
    [`'no', 'not allowed!'`, 'no', undefined],
  ])('sends an error (%s), and the loop continues', async (args, message, type) => {
    await using lambda = await start(handling(`await this.sendInvocationError(${args});`));
    const response = await lambda.invoke();
    expect(response).toMatchObject({ call: 'error' });
    expect(response.json()).toMatchObject({ errorMessage: message });
    const sent = response.header('lambda-runtime-function-error-type');
    expect(sent).toMatch(/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/);
    if (type) expect(sent).toBe(type);
    await lambda.invoke();
  });

  it.each(Array.from({ length: 12 }, (_, turns) => turns))(
    'without an await, %i turns after it has returned a value, sends one response, and the loop continues',
    async (turns) => {
      const wait = 'await null; '.repeat(turns);
      await using lambda = await start(
        handling(
          `void (async () => { ${wait}await this.sendInvocationResponse('by hand'); })().catch(() => {}); return 'back';`,
        ),
      );
      expect(['by hand', 'back']).toContain((await lambda.invoke()).text);
      expect(['by hand', 'back']).toContain((await lambda.invoke()).text);
    },
  );

  it('and returns a value too has the value logged, not sent', async () => {
    await using lambda = await start(
      handling(`await this.sendInvocationResponse('first'); return 'given back later';`),
    );
    expect((await lambda.invoke()).text).toBe('first');
    expect((await lambda.invoke()).text).toBe('first');
    expect(await lambda.log()).not.toBe('');
  });

  it('and throws too has the error logged, not sent', async () => {
    await using lambda = await start(
      handling(`await this.sendInvocationResponse('first'); throw new Error('thrown later');`),
    );
    expect((await lambda.invoke()).text).toBe('first');
    expect((await lambda.invoke()).text).toBe('first');
    await lambda.process.logged(/thrown later/);
  });

  it('without an await has it sent before the next invocation', async () => {
    await using lambda = await start(handling(`this.sendInvocationResponse(JSON.stringify(event));`));
    for (const event of [1, 2, 3]) expect((await lambda.invoke(event)).text).toBe(String(event));
  });

  it('gets the rejection, and the loop continues', async () => {
    await using lambda = await start(
      handling(`await this.sendInvocationResponse('late').catch((error) => console.error('rejected', error.name));`),
      { api: (api) => api.once('response', rejectWith(410, 'InvocationGone')) },
    );
    await lambda.invoke();
    await lambda.invoke();
    expect(await lambda.log()).toMatch(/rejected|410/);
  });
});

describe('a response that cannot be made', () => {
  it.each([
    ['awaited', 'await '],
    ['not awaited', ''],
  ])('fails the invocation, is logged, and the loop continues: %s', async (_, waiting) => {
    await using lambda = await start(
      handling(
        `if (event === 'fine') return event; ${waiting}this.sendInvocationResponse(new Response('needs @alr/event'));`,
      ),
    );
    const response = await lambda.invoke('fails');
    expect(response).toMatchObject({ call: 'error' });
    expect(response.text).toContain('@alr/event can convert: add it to the dependencies');
    expect((await lambda.invoke('fine')).text).toBe('fine');
    await lambda.process.logged(/@alr\/event can convert: add it to the dependencies/);
  });

  it('rejects for its caller', async () => {
    await using lambda = await start(
      handling(
        `await this.sendInvocationResponse(new Response('')).catch((error) => console.error('caught', error.name));`,
      ),
    );
    expect(await lambda.invoke()).toMatchObject({ call: 'error' });
    await lambda.process.logged(/caught Runtime.ImportModuleError/);
    expect(await lambda.invoke()).toMatchObject({ call: 'error' });
  });
});

describe('a second response', () => {
  it.each([
    ['sendInvocationResponse', `this.sendInvocationResponse('second')`],
    ['sendInvocationError', `this.sendInvocationError('second')`],
    ['sendStreamingResponse', `this.sendStreamingResponse(async (writer) => { await writer.write('second'); })`],
  ])('by %s rejects with AlreadyAnsweredError, and nothing is sent', async (_, call) => {
    await using lambda = await start(
      handling(
        `await this.sendInvocationResponse('first'); await ${call}.catch((error) => console.error('rejected with', error.name));`,
      ),
    );
    expect((await lambda.invoke()).text).toBe('first');
    await lambda.process.logged(/rejected with AlreadyAnsweredError/);
    expect((await lambda.invoke()).text).toBe('first');
  });

  it('while the first is in progress rejects too', async () => {
    await using lambda = await start(
      handling(`
        const both = await Promise.allSettled([this.sendInvocationResponse('first'), this.sendInvocationResponse('second')]);
        console.error(both.map(({ status, reason }) => reason?.name ?? status).join());
      `),
    );
    expect((await lambda.invoke()).text).toBe('first');
    await lambda.process.logged(/fulfilled,AlreadyAnsweredError/);
  });

  it('is an AlreadyAnsweredError that can be imported', async () => {
    await using lambda = await start(
      `import { AlreadyAnsweredError } from '@alr/runtime';\n` +
        handling(
          `await this.sendInvocationResponse('1'); await this.sendInvocationResponse('2').catch((e) => console.error(e instanceof AlreadyAnsweredError));`,
        ),
    );
    await lambda.invoke();
    await lambda.process.logged(/true/);
  });
});

describe('a response outside an invocation', () => {
  it.each(['sendInvocationResponse', 'sendInvocationError', 'sendStreamingResponse'])(
    '(%s) rejects',
    async (method) => {
      await using lambda = await start(
        classHandler(`
        async init() { await this.${method}('nobody asked').catch((error) => console.error('rejected:', error.message)); }
        async handler() { return 'fine'; }
      `),
      );
      expect((await lambda.invoke()).text).toBe('fine');
      await lambda.process.logged(/rejected: .+/);
    },
  );

  it('of an earlier invocation is never sent for a later one', async () => {
    await using lambda = await start(
      classHandler(`async handler(event) {
        if (event === 'second') { this.release(); await new Promise((resolve) => setImmediate(resolve)); return 'second'; }
        new Promise((resolve) => { this.release = resolve; })
          .then(() => this.sendInvocationResponse('left over'))
          .catch((error) => console.error('rejected with', error.name));
        return 'first';
      }`),
    );
    expect((await lambda.invoke('first')).text).toBe('first');
    expect((await lambda.invoke('second')).text).toBe('second');
    await lambda.process.logged(/rejected with AlreadyAnsweredError/);
  });
});

describe('a loop by the user', () => {
  const Loop = classHandler(`async run() {
    for (;;) {
      const { event, context } = await this.nextEvent();
      if (event === 'fail') await this.sendInvocationError('failed', 'OnPurpose');
      else await this.sendInvocationResponse(JSON.stringify([event, context.awsRequestId]));
    }
  }`);

  it('uses nextEvent and send*', async () => {
    await using lambda = await start(Loop);
    for (const event of ['a', 'b']) {
      const response = await lambda.invoke(event);
      expect(response.json()).toEqual([event, response.requestId]);
    }
    expect((await lambda.invoke('fail')).header('lambda-runtime-function-error-type')).toBe('Function.OnPurpose');
    expect((await lambda.invoke('c')).call).toBe('response');
  });
});
