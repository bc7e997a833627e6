import { describe, expect, it } from 'vitest';
import { classHandler, ECHO, withSignals } from './function/handler-source.ts';
import { type Lambda, start, TIMER_PROBE } from './function/lambda.ts';

/** The stacks of the active timers that the runtime has created. */
async function armedTimers(lambda: Lambda): Promise<string[]> {
  const stacks = (await lambda.process.ask('timers')) as string[];
  return stacks.filter((stack) => !stack.includes('app.mjs'));
}

describe('no time limit', () => {
  it('applies to the wait for the next invocation, since the process may be frozen for hours', async () => {
    await using lambda = await start(ECHO, { preload: TIMER_PROBE });
    await lambda.api.request('next');
    expect(await armedTimers(lambda)).toEqual([]);
  });

  it('applies to the wait after a response, which had one', async () => {
    await using lambda = await start(
      classHandler(`
        constructor() { super({ timeout: 0.2 }); }
        handler(event) { return event; }`),
    );
    expect((await lambda.invoke('before')).body.toString()).toBe('before');
    await lambda.api.request('next');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await lambda.invoke('after')).body.toString()).toBe('after');
    expect(lambda.process.stderr).toBe('');
  });

  it('applies to a handler', async () => {
    await using lambda = await start(
      withSignals(classHandler(`async handler() { console.error('waiting'); await signalled(); }`)),
      {
        preload: TIMER_PROBE,
      },
    );
    lambda.api.next();
    await lambda.process.logged(/waiting/);
    expect(await armedTimers(lambda)).toEqual([]);
    lambda.process.kill('SIGUSR2');
    await lambda.api.response();
  });

  it('applies to a stream while the function writes nothing', async () => {
    await using lambda = await start(
      withSignals(
        classHandler(`handler() { return async (writer) => { await writer.write('a'); await signalled(); }; }`),
      ),
      { preload: TIMER_PROBE },
    );
    lambda.api.next();
    await (await lambda.api.request('response')).nextChunk();
    expect(await armedTimers(lambda)).toEqual([]);
    lambda.process.kill('SIGUSR2');
    await lambda.api.response();
  });
});
