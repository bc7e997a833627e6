import { cp, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, inject, it } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../packages/builder/templates/managed/image/snapshot');

// The script needs the bundler of a project, beside which it is.
const project = await mkdtemp(join(dirname(inject('packed').project), 'fetch-use-'));
await mkdir(join(project, 'node_modules'));
await symlink(resolve(import.meta.dirname, '../node_modules/rolldown'), join(project, 'node_modules/rolldown'));
await cp(scripts, join(project, 'image'), { recursive: true });
const { findFetchUse } = (await import(join(project, 'image/fetch-use.mjs'))) as {
  readonly findFetchUse: (code: string) => string;
};

it.each([
  ['fetch("http://a.b/")', 'all'],
  ['const send = options.fetch ?? fetch;', 'all'],
  ['globalThis.fetch(url)', 'all'],
  ['global.fetch(url)', 'all'],
  ['const { fetch } = globalThis;', 'all'],
  ['const { fetch: send } = globalThis;', 'all'],
  ['const options = { fetch };', 'all'],
  ['new WebSocket(url)', 'all'],
  ['new EventSource(url)', 'all'],
  ['void new Response(text);', 'classes'],
  ['request instanceof Request', 'classes'],
  ['class Mine extends globalThis.Headers {}', 'classes'],
  ['app.fetch(event)', 'none'],
  ['class App { fetch = () => 1; get Response() { return 1; } }', 'none'],
  ['const app = { fetch: 1, Request() {} };', 'none'],
  ['"fetch"; `new Response`; // fetch()', 'none'],
])('%s uses: %s', (code, use) => {
  expect(findFetchUse(code)).toBe(use);
});
