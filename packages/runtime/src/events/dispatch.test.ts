import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Context, type DispatchRequest, type EventHandlerClass } from '@alr/context';
import { describe, expect, it, vi } from 'vitest';
import { FunctionFolder } from '../../test/function-folder.ts';
import { RuntimeLogger } from '../logger/runtime-logger.ts';
import { RecordingTarget } from '../testing/recording-target.ts';
import { dispatchEvent } from './dispatch.ts';

function request(handlers: Readonly<Record<string, EventHandlerClass>> = {}): DispatchRequest {
  return {
    event: { Records: [] },
    context: Context.fromHeaders({ 'lambda-runtime-aws-request-id': 'id-1' }, {}),
    logger: new RuntimeLogger(new RecordingTarget('info', []), () => undefined),
    runtime: {},
    handlers: new Map(Object.entries(handlers)),
    unhandled: 'fail',
  };
}

function handlerClass(source: string): EventHandlerClass {
  return class {
    static readonly source = source;
    async process(): Promise<void> {}
  };
}

/** An installed `@alr/event` that returns the name of its place. */
function eventPackage(place: string): Record<string, string> {
  return {
    'node_modules/@alr/event/package.json': '{ "name": "@alr/event", "type": "module", "exports": "./index.js" }',
    'node_modules/@alr/event/index.js': `export const dispatchEvent = async (request) => ['${place}', request.unhandled];`,
  };
}

describe('an event that the class does not handle itself', () => {
  it('goes to the dispatch function of a registered class, the only one in a bundled function', async () => {
    const dispatch = vi.fn(async () => 'dispatched');
    const dispatched = request({
      'aws:sns': handlerClass('aws:sns'),
      'aws:sqs': Object.assign(handlerClass('aws:sqs'), { [Symbol.for('@alr/event.dispatch')]: dispatch }),
    });
    await expect(dispatchEvent(dispatched, '/nowhere/app.mjs')).resolves.toBe('dispatched');
    expect(dispatch).toHaveBeenCalledWith(dispatched);
  });

  it('goes to the @alr/event that is resolved from the handler’s module', async () => {
    await using folder = await FunctionFolder.create({ ...eventPackage('beside the handler'), 'src/app.mjs': '' });
    expect(await dispatchEvent(request(), folder.file('src/app.mjs'))).toEqual(['beside the handler', 'fail']);
  });

  it('fails if there is no @alr/event, with an error that says what to do', async () => {
    await using folder = await FunctionFolder.create({});
    const { href } = new URL('./dispatch.ts', import.meta.url);
    const script = `import { dispatchEvent } from ${JSON.stringify(href)};
      await dispatchEvent({ handlers: new Map() }, ${JSON.stringify(folder.file('app.mjs'))}).catch(({ name, message }) => console.log(name, message));`;
    // In another process, because this one's NODE_PATH may lead to every package.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      env: {},
    });
    expect(stdout).toMatch(/^Runtime\.UnhandledEvent .*needs @alr\/event: add it to the dependencies/);
  });
});
