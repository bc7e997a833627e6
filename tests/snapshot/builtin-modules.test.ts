import { expect, it } from 'vitest';
import { buildFunction } from './build-function.ts';

const source = `import http, { Agent, STATUS_CODES as texts, default as again } from 'node:http';
import * as tls from 'tls';
import { promises, readFileSync } from 'node:fs';
import process, { env } from 'node:process';
import { inspect, join } from './other.mjs';
import * as other from './other.mjs';
import 'node:https';

const isLoaded = (name) => process.moduleLoadList.includes('NativeModule ' + name);
export const handler = async () => ({
  dynamic: typeof (await import('node:http')).default.request,
  loaded: [isLoaded('http'), isLoaded('internal/deps/undici/undici')],
  values: [http === again, http.Agent === Agent, texts[404], typeof tls.connect, tls.default.connect === tls.connect],
  files: [typeof readFileSync, typeof promises.readFile, env === process.env],
  exported: [join('a', 'b'), inspect('a'), other.join === join, other.inspect === inspect],
});`;

const other = `export * from 'node:path'; export { inspect } from 'node:util';`;

it.each(['none', 'libraries'] as const)(
  'a function with the snapshot %s loads built-in modules without what they load for some exports',
  async (mode) => {
    const built = await buildFunction({ 'app.mjs': source, 'other.mjs': other }, mode);
    await using emulated = await built.start();
    expect(await emulated.invoke()).toEqual({
      loaded: [true, false],
      values: [true, true, 'Not Found', 'function', true],
      files: ['function', 'function', true],
      dynamic: 'function',
      exported: ['a/b', "'a'", true, true],
    });
  },
);
