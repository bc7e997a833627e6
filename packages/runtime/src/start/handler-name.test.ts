import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHandlerName } from './handler-name.ts';

/** The readings of a name in the form `module#export.path`. */
function readings(name: string): string[] {
  return readHandlerName(name).map(({ module, exportPath }) => `${module}#${exportPath.join('.')}`);
}

describe('readHandlerName', () => {
  it.each([
    ['app', ['app#']],
    ['app.MyLambda', ['app.MyLambda#', 'app#MyLambda']],
    ['app.handlers.orders', ['app.handlers.orders#', 'app.handlers#orders', 'app#handlers.orders']],
    ['src/app.handler', ['src/app.handler#', 'src/app#handler']],
    ['./src/app.ts', ['./src/app.ts#', './src/app#ts']],
    ['v1.2/app.handler', ['v1.2/app.handler#', 'v1.2/app#handler']],
    ['/opt/app.handler', ['/opt/app.handler#', '/opt/app#handler']],
    ['@shop/orders.handler', ['@shop/orders.handler#', '@shop/orders#handler']],
    ['.hidden', ['.hidden#']],
    ['app.', ['app.#']],
    ['app..handler', ['app..handler#', 'app.#handler']],
  ])('returns the readings of %s, the most likely first', (name, expected) => {
    expect(readings(name)).toEqual(expected);
  });

  it.each(['', ' ', '.', '..', 'src/', '../', 'src/.', 'src/..', 'app\0.handler'])('rejects %j', (name) => {
    expect(() => readHandlerName(name)).toThrow(
      expect.objectContaining({
        name: 'Runtime.MalformedHandlerName',
        message: expect.stringContaining(`${JSON.stringify(name)} is not the name of a handler: use MODULE.EXPORT`),
      }),
    );
  });

  it.each(['../app.handler', 'src/../app.handler', '/var/../app.handler', 'a/../../b', String.raw`src\..\app`])(
    'rejects %j, which leads to a parent folder',
    (name) => {
      expect(() => readHandlerName(name)).toThrow(
        expect.objectContaining({
          name: 'Runtime.MalformedHandlerName',
          message: expect.stringContaining('use an absolute path instead'),
        }),
      );
    },
  );

  it('returns readings that can be joined to the name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w@./-]{0,20}\w$/), (name) => {
        fc.pre(!`/${name}`.includes('/../'));
        for (const { module, exportPath } of readHandlerName(name)) {
          expect([module, ...exportPath].join('.')).toBe(name);
        }
      }),
    );
  });
});
