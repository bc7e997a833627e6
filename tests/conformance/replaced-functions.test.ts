import { describe, expect, it } from 'vitest';
import { classHandler } from './function/handler-source.ts';
import { start } from './function/lambda.ts';

/** What libraries and tests replace, and users by mistake, by what is left of it. */
const replacements: readonly (readonly [what: string, statements: string])[] = [
  ['process.exit throws', `process.exit = () => { throw new Error('no exit'); };`],
  ['process.exit returns', 'process.exit = () => {};'],
  ['process.reallyExit throws', `process.reallyExit = () => { throw new Error('no exit'); };`],
  ['process.reallyExit returns', 'process.reallyExit = () => {};'],
  ['process.kill and process.abort throw', `process.kill = process.abort = () => { throw new Error('no end'); };`],
  ['a listener of the event exit throws', `process.on('exit', () => { throw new Error('no exit'); });`],
  ['a listener of the event exit exits', `process.on('exit', () => process.exit());`],
  ['fs.writeSync throws', `fs.writeSync = () => { throw new Error('no file'); }; syncBuiltinESMExports();`],
  ['process.stderr.write throws', `process.stderr.write = () => { throw new Error('no stream'); };`],
  ['the console throws', `for (const name in console) console[name] = () => { throw new Error('no console'); };`],
  ['JSON.stringify throws', `JSON.stringify = () => { throw new Error('no JSON'); };`],
  [
    'timers never fire',
    `for (const name of ['setTimeout', 'setImmediate', 'setInterval']) globalThis[name] = () => 0;`,
  ],
  ['Promise is another library', 'globalThis.Promise = class { static resolve() { return new this(); } then() {} };'],
  [
    'dates are invalid',
    `globalThis.Date = class extends Date { constructor() { super(Number.NaN); } static now() { return Number.NaN; } };`,
  ],
  ['Error.prepareStackTrace throws', `Error.prepareStackTrace = () => { throw new Error('no stack'); };`],
  ['Buffer is not there', 'globalThis.Buffer = undefined;'],
  ['Object.prototype has toJSON', `Object.prototype.toJSON = () => { throw new Error('no JSON'); };`],
  ['util.format and util.inspect throw', `util.format = util.inspect = () => { throw new Error('no text'); };`],
];

/** A class that replaces something in its handler, and then does what the event names. */
function source(statements: string): string {
  return `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import util from 'node:util';
const realTimeout = setTimeout;
${classHandler(`#isReplaced = false;
  async init() { if (process.env.AT_INIT) { ${statements}; throw new RangeError('broken init'); } }
  async handler(event) {
    if (!this.#isReplaced) { ${statements} }
    this.#isReplaced = true;
    this.logger.info('a line', { event });
    await null;
    if (event === 'respond') return 'response';
    if (event === 'throw') throw new RangeError('broken handler');
    realTimeout(() => { throw new RangeError('loose'); });
    await { then() { realTimeout(() => {}, 60_000); } };
  }`)}`;
}

describe.each(replacements)('a function in which %s', (_what, statements) => {
  it('responds, fails, and exits after an uncaught error', async () => {
    await using lambda = await start(source(statements));
    expect((await lambda.invoke('respond')).text).toBe('response');
    expect(await lambda.invoke('throw')).toMatchObject({ call: 'error', text: expect.stringContaining('"errorType"') });
    expect((await lambda.invoke('respond')).text).toBe('response');
    expect(await lambda.invoke('crash')).toMatchObject({ call: 'error', text: expect.stringContaining('"errorType"') });
    expect((await lambda.exited).code).toBe(1);
    expect(lambda.process.stderr.length).toBeLessThan(20_000);
  });

  it('reports that it cannot start, and exits', async () => {
    await using lambda = await start(source(statements), { env: { AT_INIT: '1' } });
    expect(await lambda.api.response()).toMatchObject({
      call: 'init/error',
      text: expect.stringContaining('"errorType"'),
    });
    expect((await lambda.exited).code).toBe(1);
  });
});
