import { describe, expect, it, vi } from 'vitest';
import type { Files } from '../conformance/function/lambda.ts';
import { esModule } from '../package-kinds.ts';
import { buildFunction } from './build-function.ts';

/** Libraries that make something of Node's while they load, and use it when they are called. */
const libraries: Readonly<Record<string, string>> = {
  // Globals
  abort: `const c = new AbortController(); export default () => { c.abort('why'); return [c.signal.aborted, c.signal.reason]; };`,
  'abort-any': `const s = AbortSignal.any([AbortSignal.abort('now')]); export default () => s.aborted;`,
  'async-storage': `import { AsyncLocalStorage } from 'node:async_hooks'; const s = new AsyncLocalStorage();
export default () => s.run({ id: 1 }, async () => { await null; return s.getStore(); });`,
  base64: `const { atob, btoa } = globalThis; export default () => atob(btoa('text'));`,
  blob: `export default async () => await new Blob(['a', 'b']).text();`,
  'blob-class': `class File2 extends Blob {} export default async () => [await new File2(['x']).text(), new File2([]) instanceof Blob];`,
  buffer: `const b = Buffer.from('a text that stays'); const big = Buffer.alloc(100_000, 7);
export default () => [b.toString('hex'), big.length, big[99_999], Buffer.isBuffer(b), b instanceof Uint8Array];`,
  clone: `const { structuredClone: clone } = globalThis; export default () => clone(new Map([[1, { a: [2] }]])).get(1);`,
  console: `const { log } = console; export default () => { log('by a library'); return 'logged'; };`,
  'date-class': `class Day extends Date { get day() { return this.toISOString().slice(0, 10); } }
export default () => [new Day(0).day, new Day(0) instanceof Date, typeof Date.now(), Date.UTC(2020, 1)];`,
  error: `class AppError extends Error { name = 'AppError'; } const e = new AppError('made while loading');
export default () => [e.message, e.name, e instanceof Error, e.stack.includes('AppError')];`,
  'error-stack': `export default function where() { return new Error().stack.split('\\n')[1].includes('where'); }`,
  'event-target': `const t = new EventTarget(); let n = 0; t.addEventListener('x', () => { n += 1; });
export default () => { t.dispatchEvent(new Event('x')); return n; };`,
  'fetch-class': `export default () => { const r = new Response('{"a":1}', { headers: { x: 'y' } }); return [r.headers.get('x'), r instanceof Response]; };`,
  'fetch-subclass': `class Mine extends Headers {} export default () => new Mine({ a: 'b' }).get('a');`,
  'fetch-call': `import { createServer } from 'node:http'; import { once } from 'node:events'; const post = (url) => fetch(url, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
export default async () => { const s = createServer((q, r) => q.pipe(r.writeHead(201, { 'x-type': q.headers['content-type'] }))).listen(0); await once(s, 'listening'); const r = await post('http://127.0.0.1:' + s.address().port); const all = [r.status, r.headers.get('x-type'), await r.text(), r instanceof Response]; s.close(); s.closeAllConnections(); return all; };`,
  'fetch-error': `export default async () => { try { await fetch('http://127.0.0.1:1/'); } catch (e) { return [e.name, e.message, e.cause.code, e.stack.split('\\n').slice(0, 2)]; } };`,
  'fetch-globals': `const names = ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'WebSocket', 'MessageEvent', 'CloseEvent', 'ErrorEvent', 'EventSource'];
export default () => names.map((name) => { const read = globalThis[name]; const { value, ...rest } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {}; return [name, rest, value?.name, value?.length, read === value]; });`,
  'fetch-later': `const there = 'WebSocket' in globalThis; export default () => { class Mine extends MessageEvent {} globalThis.CloseEvent = 'mine'; return [there, new Mine('x', { data: 1 }).data, typeof WebSocket, CloseEvent, 'CloseEvent' in globalThis]; };`,
  'fetch-request': `const { Request: Native } = globalThis; class Mine extends Native { get host() { return new URL(this.url).host; } } const made = new Native('http://a.b/c', { method: 'PUT', headers: { a: 'b' }, body: 'text' });
export default async () => [new Mine('http://a.b/c').host, made.method, await made.clone().text(), new Mine(made) instanceof Request, await new Response(new Blob(['x'])).text(), (await Response.json({ a: 1 }).json()).a, String(structuredClone.name)];`,
  'fetch-wasm': `const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0); const wasm = (type, status) => new Response(bytes, { status, headers: { 'content-type': type } }); const tried = async (promise) => { try { return String(await promise); } catch (e) { return [e.name, e.code, e.message]; } };
export default async () => [await tried(WebAssembly.compileStreaming(wasm('application/wasm'))), Object.keys(await WebAssembly.instantiateStreaming(wasm('application/wasm'))), await tried(WebAssembly.compileStreaming(wasm('text/plain'))), await tried(WebAssembly.compileStreaming(Promise.resolve(wasm('application/wasm', 404)))), await tried(WebAssembly.compileStreaming('x')), WebAssembly.compileStreaming.length];`,
  headers: `const h = new Headers({ a: 'b' }); export default () => { try { structuredClone(h); } catch (e) { return [...h, e.name, e.code]; } };`,
  'form-data': `const f = new FormData(); f.set('a', 'b'); export default () => [...f];`,
  intl: `const f = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }); export default () => f.format(1234.5);`,
  'intl-later': `const { DateTimeFormat } = Intl; export default () => new DateTimeFormat('en', { timeZone: 'Asia/Tokyo', dateStyle: 'full' }).format(0);`,
  locale: `export default () => [(1234.5).toLocaleString('de'), ['ä', 'z', 'a'].sort((a, b) => a.localeCompare(b, 'de'))];`,
  maps: `const key = {}; const m = new Map([[key, 1]]), w = new WeakMap([[key, 2]]), s = new Set([key]), ws = new WeakSet([key]);
export default () => [m.get(key), w.get(key), s.has(key), ws.has(key)];`,
  'map-strings': `const m = new Map(Array.from({ length: 100 }, (_, i) => ['key' + i, i])); export default () => [m.get('key' + 57), m.size];`,
  'message-channel': `const { port1, port2 } = new MessageChannel();
export default () => new Promise((done) => { port2.onmessage = ({ data }) => { port1.close(); done(data); }; port1.postMessage('sent'); });`,
  navigator: `export default () => [typeof navigator.hardwareConcurrency, navigator.userAgent.startsWith('Node.js/')];`,
  'private-fields': `class A { #x = 1; static #count = 0; static { A.made = 'block'; } get x() { A.#count += 1; return this.#x + A.#count; } static is(o) { return #x in o; } }
const a = new A(); export default () => [a.x, A.is(a), A.is({}), A.made];`,
  proxy: `const p = new Proxy({}, { get: (_, name) => 'got ' + String(name) }); export default () => p.anything;`,
  'reg-exp': `const r = /(?<year>\\d{4})-(\\d\\d)/gu; export default () => ['2026-11'.replace(r, '$2/$1'), 'x'.match(/\\p{L}/v)?.[0]];`,
  registry: `const r = new FinalizationRegistry(() => {}); const ref = new WeakRef({ a: 1 }); export default () => { r.register({}, 1); return typeof ref.deref; };`,
  symbols: `const s = Symbol.for('shared'); export default () => s === Symbol.for('shared');`,
  'text-coder': `const e = new TextEncoder(), d = new TextDecoder('utf-16le'), u = new TextDecoder(); export default () => [u.decode(e.encode('ä')), d.decode(Buffer.from('ä', 'utf16le'))];`,
  timers: `const { setTimeout: later, clearTimeout: clear } = globalThis; export default () => new Promise((done) => { clear(later(() => done('not cleared'), 0)); later(done, 1, 'fired'); });`,
  url: `const u = new URL('https://example.com/a?b=1'); u.searchParams.append('c', 'd'); export default () => [u.href, URL.canParse('x'), new URLSearchParams({ a: 'b' }).toString()];`,
  'url-pattern': `const p = new URLPattern({ pathname: '/orders/:id' }); export default () => p.exec('https://a.b/orders/1').pathname.groups;`,
  'web-crypto': `const { subtle } = crypto; export default async () => Buffer.from(await subtle.digest('SHA-256', Buffer.from('a'))).toString('hex');`,
  'web-stream': `const T = TransformStream; export default async () => { const s = new T(); const w = s.writable.getWriter(); void w.write('x'); void w.close(); const out = []; for await (const c of s.readable) out.push(c); return out; };`,
  'web-assembly': `const m = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); export default () => Object.keys(new WebAssembly.Instance(m).exports);`,
  // Built-in modules
  assert: `import assert from 'node:assert/strict'; export default () => { try { assert.equal(1, 2); } catch (e) { return [e.code, e instanceof assert.AssertionError]; } };`,
  'child-process': `import { execFile } from 'node:child_process'; import { promisify } from 'node:util'; const run = promisify(execFile);
export default async () => (await run(process.execPath, ['-p', '1 + 1'])).stdout.trim();`,
  'console-class': `import { Console } from 'node:console'; class Mine extends Console {} export default () => { new Mine({ stdout: process.stdout, stderr: process.stderr }); return 'made'; };`,
  crypto: `import { createHash, createHmac, timingSafeEqual, constants, getHashes } from 'node:crypto';
export default () => [createHash('md5').update('a').digest('hex'), createHmac('sha256', 'k').update('a').digest('base64'), timingSafeEqual(Buffer.from('a'), Buffer.from('a')), constants.RSA_PKCS1_PADDING, getHashes().length > 10];`,
  'crypto-hash': `import crypto from 'node:crypto'; const empty = crypto.createHash('sha256').update('').digest('hex'); export default () => empty;`,
  'diagnostics-channel': `import { channel } from 'node:diagnostics_channel'; const c = channel('my-library'); const seen = []; c.subscribe((m) => seen.push(m)); export default () => { c.publish(1); return [c.hasSubscribers, seen]; };`,
  dns: `import { lookup } from 'node:dns'; import { promisify } from 'node:util'; const find = promisify(lookup); export default async () => (await find('127.0.0.1')).address;`,
  emitter: `import { EventEmitter, once } from 'node:events'; class Bus extends EventEmitter {} const bus = new Bus(); export default async () => { const p = once(bus, 'x'); bus.emit('x', 1); return p; };`,
  fs: `import fs, { promises } from 'node:fs'; import { readFile } from 'node:fs/promises'; import { promisify } from 'node:util'; const stat = promisify(fs.stat);
export default async () => [(await stat('/')).isDirectory(), (await readFile('/dev/null')).length, (await promises.readdir('/')).length > 0, fs.constants.O_RDONLY];`,
  http: `import http from 'node:http'; export default () => new Promise((done, fail) => { const server = http.createServer((q, r) => r.end(q.method)).listen(0, '127.0.0.1', () => {
http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (r) => r.setEncoding('utf8').on('data', (text) => { server.close(); done([text, r instanceof http.IncomingMessage]); })).on('error', fail); }); });`,
  'http-agent': `import { Agent } from 'node:http'; class Mine extends Agent { mine = 1; } export default () => { const a = new Mine({ keepAlive: true }); return [a.mine, a.keepAlive, a instanceof Agent]; };`,
  'http-agent-made': `import https from 'node:https'; const agent = new https.Agent({ keepAlive: true }); export default () => [agent.keepAlive, agent instanceof https.Agent, https.globalAgent instanceof https.Agent];`,
  'http-constants': `import http, { METHODS, STATUS_CODES } from 'node:http'; import { constants } from 'node:http2'; const { HTTP2_HEADER_PATH } = constants;
export default () => [METHODS.includes('PATCH'), STATUS_CODES[404], HTTP2_HEADER_PATH, http.maxHeaderSize];`,
  'http-patched': `import http from 'node:http'; const original = http.request; http.request = function (...args) { http.patched = true; return original.apply(this, args); };
export default () => { http.request({ host: '127.0.0.1', port: 1 }).on('error', () => {}).destroy(); return http.patched; };`,
  inherits: `import { inherits } from 'node:util'; import { Readable } from 'node:stream'; function Mine() { Readable.call(this); } inherits(Mine, Readable); Mine.prototype._read = function () { this.push(null); };
export default async () => { const r = []; for await (const c of new Mine()) r.push(c); return [r, new Mine() instanceof Readable]; };`,
  module: `import { createRequire, builtinModules, isBuiltin } from 'node:module'; const require = createRequire(import.meta.url);
export default () => [typeof require('node:os').EOL, isBuiltin('fs'), builtinModules.includes('net')];`,
  net: `import net, { isIP } from 'node:net'; class Mine extends net.Socket {} export default () => [isIP('::1'), net.isIPv4('1.2.3.4'), new Mine() instanceof net.Socket];`,
  optional: `import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); let colors = 'found'; try { load('not-installed-colors'); } catch (e) { colors = [e.code, e.message.split('\\n')[0]]; } export default () => colors;`,
  os: `import os, { EOL } from 'node:os'; export default () => [EOL, os.platform(), os.constants.signals.SIGTERM, typeof os.totalmem()];`,
  'perf-hooks': `import { performance as p, PerformanceObserver } from 'node:perf_hooks'; export default () => [typeof p.now(), p === performance, typeof PerformanceObserver];`,
  process: `import { platform, versions, nextTick } from 'node:process'; const { argv } = process; export default () => new Promise((done) => nextTick(() => done([platform, versions.node, argv.length > 0, process.argv.length, typeof process.uptime()])));`,
  'query-string': `import qs from 'node:querystring'; export default () => qs.parse('a=1&b=2');`,
  readline: `import { createInterface } from 'node:readline'; import { Readable } from 'node:stream'; export default async () => { const l = []; for await (const x of createInterface({ input: Readable.from(['a\\nb']) })) l.push(x); return l; };`,
  'standard-output': `const { stdout } = process; export default () => [typeof stdout.write, stdout.fd, stdout === process.stdout, Boolean(stdout.isTTY)];`,
  stream: `import { PassThrough, Readable, Transform, finished } from 'node:stream'; import { pipeline } from 'node:stream/promises'; import { text } from 'node:stream/consumers';
class Upper extends Transform { _transform(c, _, done) { done(null, String(c).toUpperCase()); } } const made = new PassThrough();
export default async () => { const u = new Upper(); const t = text(u); await pipeline(Readable.from(['a', 'b']), u); made.end('x'); return [await t, await text(made), typeof finished]; };`,
  'string-decoder': `import { StringDecoder } from 'node:string_decoder'; const d = new StringDecoder('utf8'); export default () => d.write(Buffer.from([0xc3])) + d.write(Buffer.from([0xa4]));`,
  // A timer that is in a snapshot would keep later ones of the process from firing.
  'timers-interval': `import { setInterval } from 'node:timers'; let count = 0; setInterval(() => { count += 1; }, 1).unref();
export default async () => { while (count < 2) await new Promise((done) => setTimeout(done, 1)); return 'fired'; };`,
  'timers-promisified': `import { promisify } from 'node:util'; const waited = promisify(setTimeout)(2, 'waited'); export default () => waited;`,
  'exec-argv': `export default () => process.execArgv;`,
  'timers-waited': `import { setTimeout as wait } from 'node:timers/promises'; const waited = wait(3, 'waited'); export default () => waited;`,
  'timers-abort': `const signal = AbortSignal.timeout(4); export default async () => { while (!signal.aborted) await new Promise((done) => setTimeout(done, 4)); return signal.reason.name; };`,
  'timers-promises': `import { setTimeout as wait } from 'node:timers/promises'; export default () => wait(1, 'waited');`,
  tls: `import tls, { rootCertificates, DEFAULT_MIN_VERSION } from 'node:tls'; export default () => [DEFAULT_MIN_VERSION, rootCertificates.length > 10, tls.getCiphers().length > 10];`,
  'unhandled-listener': `export default () => { const before = process.listenerCount('SIGTERM'); return typeof before; };`,
  util: `import util, { inspect, types, format, TextEncoder as E } from 'node:util'; class A { [inspect.custom]() { return 'custom'; } } export default () => [inspect(new A()), types.isPromise(Promise.resolve()), format('%s-%d', 'a', 1), E === TextEncoder, util.isDeepStrictEqual([1], [1])];`,
  v8: `import { serialize, deserialize } from 'node:v8'; export default () => deserialize(serialize({ a: 1n.toString() }));`,
  vm: `import vm from 'node:vm'; export default () => vm.runInNewContext('a + 1', { a: 1 });`,
  'worker-threads': `import { Worker, isMainThread, threadId } from 'node:worker_threads'; export default () => new Promise((done) => { const w = new Worker('require("worker_threads").parentPort.postMessage(1 + 1)', { eval: true }); w.on('message', (m) => done([m, isMainThread, threadId])); });`,
  'http-classes': `import http, { Agent, ClientRequest, IncomingMessage, Server, globalAgent, maxHeaderSize } from 'node:http'; import { Socket } from 'node:net'; import https from 'node:https'; import dns, { promises } from 'node:dns';
export default () => { class Late extends IncomingMessage {} const server = http.createServer(); const late = new Late(new Socket()); return [server instanceof Server, late instanceof IncomingMessage, late instanceof http.IncomingMessage, {} instanceof Socket, typeof ClientRequest, Server.prototype === http.Server.prototype, Object.getOwnPropertyNames(IncomingMessage.prototype).length > 5, globalAgent instanceof Agent, globalAgent.maxFreeSockets, https.globalAgent.defaultPort, maxHeaderSize, typeof promises.lookup, typeof dns.promises.Resolver, IncomingMessage.name, new Socket() instanceof Socket]; };`,
  zlib: `import zlib, { constants, crc32 } from 'node:zlib'; import { promisify } from 'node:util'; const zip = promisify(zlib.gzip), unzip = promisify(zlib.gunzip);
export default async () => [String(await unzip(await zip('text'))), constants.Z_BEST_SPEED, crc32('a'), zlib.createGzip() instanceof zlib.Gzip];`,
  warning: `export default () => new Promise((done) => { process.once('warning', ({ name }) => setImmediate(done, name)); process.emitWarning('of a library', 'DeprecationWarning', 'LIB1'); });`,
  // Modules
  meta: `export default () => [import.meta.url.startsWith('file://'), import.meta.filename.endsWith('.js'), typeof import.meta.resolve];`,
  dynamic: `export default async () => (await import('same-other')).default;`,
  'dynamic-built-in': `export default async () => (await import('node:path')).join('a', 'b');`,
  other: `export default 'other';`,
  strict: `const self = function () { return this; }; const frozen = Object.freeze({ a: 1 });
export default () => { try { frozen.a = 2; return 'not strict'; } catch (error) { return [error.name, typeof self()]; } };`,
};

/** They do not name fetch, so the snapshot has only its classes, and the rest of its code is loaded when it is needed. */
const withoutFetch: Readonly<Record<string, string>> = {
  'classes-only': `const made = new Response('made', { status: 201 });
export default async () => { const form = new FormData(); form.set('a', 'b'); form.set('file', new Blob(['x']), 'x.txt'); const sent = await new Request('http://a.b/', { method: 'POST', body: form }).formData(); return [await made.text(), sent.get('a'), await sent.get('file').text(), (await Response.json({ a: 1 }).json()).a, new Headers({ B: 'c' }).get('b')]; };`,
  'classes-rejecting': `const tried = (make) => { try { return make(); } catch (e) { return [e.name, e.message]; } };
export default () => [tried(() => new Response('', { status: 99 })), tried(() => new Request('no address')), tried(() => new Headers({ 'a b': '' })), tried(() => new Response('x', { status: 204 })), tried(() => Headers())];`,
  'classes-sent': `import { createServer } from 'node:http'; import { once } from 'node:events'; const get = (name) => globalThis[name]; const send = (...args) => get('fe' + 'tch')(...args);
export default async () => { const s = createServer((q, r) => q.pipe(r.writeHead(201, { 'x-type': q.headers['content-type'] ?? 'none' }))).listen(0); await once(s, 'listening'); const url = 'http://127.0.0.1:' + s.address().port + '/'; const form = new FormData(); form.set('a', 'b'); const got = [await send(url, { method: 'POST', body: 'text' }), await send(new Request(url, { method: 'POST', body: form })), await send(new URL(url), { headers: new Headers({ a: 'b' }) })]; s.close(); return [got.map((r) => [r.status, r instanceof Response, r.headers instanceof Headers, r.headers.get('x-type')?.slice(0, 20)]), await got[0].text(), (await new Response(await got[1].arrayBuffer(), { headers: { 'content-type': got[1].headers.get('x-type') } }).formData()).get('a')]; };`,
  'classes-later': `const there = 'Web' + 'Socket' in globalThis; const get = (name) => globalThis[name];
export default async () => { const socket = new (get('Web' + 'Socket'))('ws://127.0.0.1:1/'); const type = await new Promise((done) => socket.addEventListener('error', (event) => done(event.type))); globalThis.CloseEvent = 'changed'; return [there, type, new (get('MessageEvent'))('x', { data: 1 }).data, CloseEvent]; };`,
};

/** What runs while the snapshot is built, and again after the start, where V8 compiles it once more. */
const usedAgain = Object.fromEntries(
  Object.entries({
    classes: `class A { static made = 0; static { A.made = 10; } #n = ++A.made; static #secret = 's'; name = 'a' + this.#n; get n() { return this.#n; } static secret() { return A.#secret; } ['com' + 'puted']() { return super.toString(); } }
class B extends A { static kind = 'b'; more = [this.n]; constructor(x = () => this.kind) { super(); this.kind = B.kind; this.x = x(); } static { this.late = A.secret(); } }
const b = new B(); const C = class { static first = 1; second = C.first + 1; }; return [b.n - A.made, b.more.length, b.x, B.late, b.computed(), new C().second, b instanceof A];`,
    closures: `const all = []; for (let i = 0; i < 3; i++) all.push(() => i++); let depth = 0; const nest = (n) => { const here = n; return n > 0 ? () => [here, nest(n - 1)] : () => depth++; };
function rest(a, { b = a, ...others } = {}, ...c) { return [a, b, others, c, arguments.length, eval('a + b')]; } return [all.map((f) => f() + f()), nest(2)()[0], rest(1, { d: 4 }, 5), (function self(n) { return n < 2 ? 1 : n * self(n - 1); })(5)];`,
    generators: `function* count(n) { try { for (let i = 0; i < n; i++) yield i; } finally { yield 'end'; } } const wait = async (x) => { for await (const y of (async function* () { yield x; })()) return y; };
return Promise.all([[...count(3)], wait(7), Promise.try?.(() => 1) ?? 1]);`,
    literals: `const tag = (strings, ...values) => strings.raw.join('|') + values; const same = () => ((strings) => strings)\`once\`; const { a: { b: [c, , d = 4] } } = { a: { b: [1, 2] } };
return [tag\`x\${1}y\\n\`, same() === same(), c, d, /(?<y>\\d+)-/u.exec('12-').groups.y, 1_000n.toString(), [, 1].length, { __proto__: null, ...{ z: 1 } }.z, \`\${[..."ab"]}\`];`,
    scopes: `var x = 1; { let x = 2; { const x = 3; var y = x; } } outer: for (const i of [1, 2, 3]) { for (const j of [1, 2]) { if (i * j === 4) break outer; if (j === 2) continue outer; y += i; } }
switch (y) { case 5: { let y = 'five'; x = y; break; } default: x = y; } try { missing; } catch { x += '!'; } return [x, y, typeof late, (() => { try { return 't'; } finally { x += '?'; } })(), x]; function late() {}`,
    builtins: `const [{ createHash, randomUUID, KeyObject, createSecretKey }, { Readable }, { EventEmitter }, { inspect }] = [crypto, stream, events, util];
const ticks = new EventEmitter(); let n = 0; ticks.once('x', () => n++); ticks.emit('x'); const key = createSecretKey(Buffer.from('k')); return [createHash('sha1').update('a').digest('hex'), randomUUID().length, key instanceof KeyObject, Readable.from([1]).readableObjectMode, n, inspect({ a: new Map([[1, { b: [2] }]]) }), new URL('../x?y=1', 'http://a.b/c/').href];`,
  }).map(([name, body]) => [
    `again-${name}`,
    `import crypto from 'node:crypto'; import stream from 'node:stream'; import events from 'node:events'; import util from 'node:util';
const use = () => { ${body} };
const first = use(); export default async () => [await first, await use(), await use()];`,
  ]),
);

/** A function that calls some of the libraries. */
function functionWith(names: readonly string[]): Files {
  const source = `${names.map((name, index) => `import value${index} from 'same-${name}';`).join('\n')}
const libraries = { ${names.map((name, index) => `'${name}': value${index}`).join(', ')} };
export async function handler() {
  const results = {};
  for (const [name, value] of Object.entries(libraries)) {
    try {
      results[name] = typeof value === 'function' ? await value() : value;
    } catch (error) {
      results[name] = \`throws \${error.stack}\`;
    }
  }
  console.log('all is done');
  return results;
}`;
  const packages = [...names, 'other'].map((name) =>
    esModule(`same-${name}`, { ...libraries, ...withoutFetch, ...usedAgain }[name] as string),
  );
  return Object.assign({ 'app.mjs': source }, ...packages) as Files;
}

/** Several in one function, because a build takes seconds. */
const GROUP_SIZE = 13;
const names = Object.keys(libraries);
const groups = names.flatMap((_, index) => (index % GROUP_SIZE === 0 ? [names.slice(index, index + GROUP_SIZE)] : []));
groups.push(Object.keys(withoutFetch), Object.keys(usedAgain));

describe('a function that starts from a snapshot of its libraries', () => {
  it.each(groups.map((group) => [group.join(', '), group] as const))(
    'responds and logs as without it: %s',
    async (_, group) => {
      const files = functionWith(group);
      const [plain, fromSnapshot] = await Promise.all([
        buildFunction(files, 'none'),
        buildFunction(files, 'libraries'),
      ]);
      expect(fromSnapshot.printed).toMatch(/^snapshot: libraries/m);
      expect(fromSnapshot.printed).not.toMatch(/without same-(classes|fetch|form|headers|http-c|optional)/);
      // All of fetch is Node's own text, which a snapshot refers to.
      const hasOnlyClasses = (await fromSnapshot.readSnapshot()).includes('// lib/web/fetch/response.js');
      expect(hasOnlyClasses).toBe(group.includes('classes-only'));
      await using expected = await plain.start();
      await using actual = await fromSnapshot.start();
      const response = await expected.invoke();
      expect(Object.values(response as object).filter((value) => String(value).startsWith('throws'))).toEqual([]);
      expect(await actual.invoke()).toEqual(response);
      const withoutIds = (log: string) =>
        log
          .replaceAll(/^\S+Z\t\S+\t/gm, '')
          .replaceAll(/\(node:\d+\)/g, '(node)')
          .trim();
      for (const { log } of [expected, actual]) await expect.poll(log).toContain('all is done');
      // The other stream of the process may be read later.
      await vi.waitFor(() => expect(withoutIds(actual.log())).toBe(withoutIds(expected.log())), { timeout: 45_000 });
    },
    120_000,
  );
});
