import type { Files } from '../function/lambda.ts';
import type { DifferenceName } from './differences.ts';

/** A plain function, and what it gets. Both clients run it. */
export interface Row {
  readonly name: string;
  readonly files: Files;
  /** FOLDER is the folder of the function. */
  readonly handler: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The difference that the row shows; undefined if both outcomes are the same. */
  readonly difference: DifferenceName | undefined;
  /** The outcome of aws-lambda-ric if it depends on the moment or takes too long to observe. Then only this is known. */
  readonly unstable: string | undefined;
}

type Options = Partial<Omit<Row, 'name' | 'files'>>;

function row(name: string, files: Files, options: Options = {}): Row {
  return {
    name,
    files,
    handler: 'app.handler',
    body: '{}',
    headers: {},
    difference: undefined,
    unstable: undefined,
    ...options,
  };
}

/** A function in an ES module. */
const plain = (fn: string, difference?: DifferenceName): Row =>
  row(fn, { 'app.mjs': `export const handler = ${fn};` }, { difference });

/** What an async function returns. */
const returned = (value: string, difference?: DifferenceName): Row =>
  plain(`async () => { return ${value}; }`, difference);

/** What an async function throws. */
const thrown = (value: string, difference?: DifferenceName): Row =>
  plain(`async () => { throw ${value}; }`, difference);

/** What a streaming function does with its stream `s`. */
const streamed = (code: string, options: Options = {}): Row =>
  row(
    `stream: ${code}`,
    {
      'app.mjs': `import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
const { from } = awslambda.HttpResponseStream;
export const handler = awslambda.streamifyResponse(async (event, s) => { ${code} });`,
    },
    options,
  );

const metadata = (value: string, difference?: DifferenceName): Row =>
  streamed(`from(s, ${value}); s.write('payload'); s.end();`, { difference });

const contextHeader = (name: string, value: string, difference?: DifferenceName): Row =>
  row(
    `${name}: ${value}`,
    {
      'app.mjs':
        'export const handler = async (event, { clientContext, identity, tenantId }) => [clientContext, identity, tenantId].map((value) => [typeof value, value]);',
    },
    { headers: { [`Lambda-Runtime-${name}`]: value }, difference },
  );

const event = (body: string, difference?: DifferenceName): Row =>
  row(
    `event ${JSON.stringify(body)}`,
    { 'app.mjs': 'export const handler = async (event) => [typeof event, event];' },
    { body, difference },
  );

/** How a handler's name leads to its function, which returns the name of its file. */
const named = (handler: string, files: Files, difference?: DifferenceName): Row =>
  row(`name ${handler} in ${JSON.stringify(files)}`, files, { handler, difference });

const esm = (text: string, name = 'handler'): string => `export const ${name} = async () => '${text}';`;
const cjs = (text: string): string => `exports.handler = async () => '${text}';`;

const results: readonly Row[] = [
  ...[
    'undefined',
    'null',
    '0',
    '-0',
    'NaN',
    '""',
    '"text"',
    '"é€😀\\ud800"',
    'true',
    '[undefined]',
    '{ a: undefined }',
  ],
  ...['new Date(0)', 'new Map([[1, 2]])', 'new Error("e")', 'Object.assign(new Error("e"), { code: 1 })', '/a/', '10n'],
  ...['Buffer.from("hi")', 'new Uint8Array([1, 2])', '{ toJSON: () => 5 }', 'Object.create({ a: 1 })', '{ then: 5 }'],
  ...[
    'new Response("x")',
    'new URL("http://a/b")',
    '(async function* () { yield "a"; })()',
    'new String("s")',
    '[1, , 2]',
  ],
  ...['(() => { const a = {}; a.a = a; return a; })()', '{ toJSON() { throw new Error("no"); } }'],
].map((value) => returned(value));

const functions: readonly Row[] = [
  returned('() => 1', 'noJson'),
  returned('Symbol("s")', 'noJson'),
  plain('() => {}'),
  plain('() => 42'),
  plain('() => "text"'),
  plain('(event, context) => {}'),
  plain('function () { return [...arguments].length > 1; }'),
  plain('async (...args) => args.length', 'callback'),
  plain('(event, context, callback) => callback(null, 1)', 'callback'),
  plain('async (event, context, callback) => "returned"', 'callback'),
  plain('() => ({ then(resolve) { resolve("x"); } })'),
  plain('() => ({ then(_, reject) { reject(new RangeError("x")); } })'),
  plain('() => Promise.reject(new RangeError("r"))'),
  plain('new Proxy(async () => "proxy", {})'),
  plain('async function () { return typeof this; }', 'thisValue'),
  plain('(async function () { return this.x; }).bind({ x: 7 })'),
  row('a function that returns nothing, with a timer', {
    'app.mjs': 'setInterval(() => {}, 1000); export const handler = () => {};',
  }),
];

const failures: readonly Row[] = [
  ...['new Error("boom")', 'new TypeError("t")', '"text"', 'undefined', '42', 'Object.freeze(new Error("frozen"))'],
  ...['Object.assign(new Error("x"), { name: "Custom" })', 'new (class MyError extends Error {})("mine")', '10n'],
  ...['Object.assign(new Error("x"), { stack: undefined })', 'new DOMException("dom", "AbortError")', 'new Error("")'],
  ...['Object.assign(new Error("code"), { code: "ECODE" })', 'Symbol("s")', 'new Error("two\\nlines")'],
]
  .map((value) => thrown(value))
  .concat([
    thrown('null', 'thrownValue'),
    thrown('[1]', 'thrownValue'),
    thrown('{ a: 1 }', 'thrownValue'),
    thrown('{ name: "N", message: "M" }', 'thrownValue'),
    thrown('Object.create(null)', 'thrownValue'),
    thrown('Object.assign(new Error("x"), { name: 5 })', 'brokenError'),
    thrown('Object.assign(new Error("x"), { message: 5 })', 'brokenError'),
    thrown('new Error("del \\x7f")', 'errorText'),
    thrown('new Error("outer", { cause: new Error("inner") })', 'errorParts'),
    thrown('new AggregateError([new Error("a")], "all")', 'errorParts'),
    plain('() => { throw new RangeError("sync"); }'),
    plain('async () => { process.exit(0); }', 'exit'),
    plain('async () => { process.exit(3); }'),
    plain('() => new Promise(() => {})', 'neverSettles'),
    plain('() => new Promise(() => { setImmediate(() => { throw new RangeError("late"); }); })', 'unhandled'),
    plain(
      '() => new Promise((resolve) => { void Promise.reject(new RangeError("late")); setTimeout(resolve, 100); })',
      'unhandled',
    ),
    plain(
      `() => new Promise((resolve) => {
        process.on('unhandledRejection', ({ name }) => resolve(name));
        void Promise.reject(new RangeError('late'));
      })`,
    ),
    plain(
      `() => new Promise((resolve) => {
        process.on('uncaughtException', ({ name }) => resolve(name));
        setImmediate(() => { throw new RangeError('late'); });
      })`,
      'uncaughtListener',
    ),
  ]);

const contexts: readonly Row[] = [
  plain('async (event, context) => typeof { ...context }.getRemainingTimeInMillis'),
  plain('async (event, { getRemainingTimeInMillis }) => getRemainingTimeInMillis() > 0'),
  plain(
    'async (event, context) => { context.added = 1; delete context.functionName; return [context.added, context.functionName]; }',
  ),
  plain(
    'async (event, { xRayTraceId }) => [xRayTraceId, process.env._X_AMZN_TRACE_ID, awslambda.InvokeStore.getXRayTraceId()]',
  ),
  plain(
    'async (event, { memoryLimitInMB, functionName, logGroupName }) => [memoryLimitInMB, functionName, logGroupName]',
  ),
  plain('async (event, context) => { try { return structuredClone(context); } catch ({ name }) { return name; } }'),
  plain('async () => structuredClone(process.env)._X_AMZN_TRACE_ID'),
  plain('async (event, context) => Object.keys(context).sort()', 'contextMembers'),
  plain('async (event, context) => { context.done(null, 1); }', 'contextMembers'),
  plain('async (event, context) => { context.awsRequestId = "other"; }', 'changedRequestId'),
  plain('async (event, context) => "clientContext" in context', 'absentMembers'),
  contextHeader('Client-Context', '{"custom":{"a":1}}'),
  contextHeader('Client-Context', '[1]'),
  contextHeader('Client-Context', '"text"'),
  contextHeader('Client-Context', '5'),
  contextHeader('Client-Context', ''),
  contextHeader('Client-Context', 'null', 'absentMembers'),
  contextHeader('Client-Context', 'eyJhIjoxfQ==', 'badClientContext'),
  contextHeader('Client-Context', 'no JSON', 'badClientContext'),
  contextHeader('Cognito-Identity', '{"cognitoIdentityId":"a","cognitoIdentityPoolId":"b"}'),
  contextHeader('Cognito-Identity', '[1]', 'identity'),
  contextHeader('Aws-Tenant-Id', 'blue'),
  event('null'),
  event('"text"'),
  event(' {"a":1}\n'),
  event('{"__proto__":{"a":1}}'),
  event('', 'badEvent'),
  event('{', 'badEvent'),
];

const streams: readonly Row[] = [
  ...[
    '{ a: 1 }',
    '[1, 2]',
    '5',
    'false',
    'new Map([[1, 2]])',
    'new Date(0)',
    'new Uint16Array([1, 2])',
    'Buffer.from("b")',
  ],
]
  .map((chunk) => streamed(`s.write(${chunk}); s.end();`))
  .concat([
    streamed(`s.write('YQ==', 'base64'); s.write('é', 'latin1'); s.end('6162', 'hex');`),
    streamed(`s.write(''); s.end();`),
    streamed('s.end();'),
    streamed('s.end(() => {});'),
    streamed(`s.end('text');`),
    streamed(`await new Promise((done) => s.write('called', done)); s.end();`),
    streamed(`s.cork(); s.write('a'); s.write('b'); s.uncork(); s.end();`),
    streamed(`s.setContentType('text/plain'); s.end('text');`),
    // aws-lambda-ric asks for the next event before its response is complete.
    streamed(`s.write('text'); s.setContentType('text/plain');`, {
      unstable: 'stream text failed Runtime.InvalidStreamingOperation',
    }),
    streamed(`s.write('x'.repeat(300000)); s.end();`),
    streamed(`s.end('x'); return 'ignored';`),
    streamed(`s.write('x'); setImmediate(() => s.end('later'));`),
    streamed(`await pipeline(Readable.from(['a', 'b']), s);`),
    streamed(`await pipeline(Readable.from([{ a: 1 }, { b: 2 }]), s);`),
    streamed(`await pipeline(async function* () { yield 'a'; yield Buffer.from('b'); }, s);`),
    streamed(`await pipeline(new Blob(['web']).stream(), s);`),
    streamed(`Readable.from(['a', 'b']).pipe(s);`),
    streamed(`const p = new PassThrough(); p.pipe(s); p.end('z');`),
    streamed(`s._onBeforeFirstWrite = (write) => write('head '); s.write('a'); s.write('b'); s.end();`),
    streamed(`s.end(String([s.destroyed, s.writableEnded, s.writableObjectMode, s.writable, s.writableCorked]));`),
    streamed(`throw new RangeError('early');`, { difference: 'streamErrors' }),
    streamed('s.write(undefined);', { difference: 'streamErrors' }),
    streamed('s.write(10n);', { difference: 'streamErrors' }),
    streamed('s.end({ a: 1 });', { difference: 'endObject', unstable: 'no response' }),
    streamed(`s.write('x');`, { difference: 'neverEnded', unstable: 'waits until the invocation times out' }),
    streamed('s.destroy();', { difference: 'brokenStream', unstable: 'exit 1' }),
    streamed(`s.end('x'); s.write('y');`, { difference: 'brokenStream', unstable: 'exit 1' }),
    streamed(`await pipeline(async function* () { yield 'a'; throw new RangeError('src'); }, s);`, {
      difference: 'brokenStream',
      unstable: 'exit 1',
    }),
    streamed('s.end(String(s instanceof Writable));', { difference: 'writable' }),
    streamed(`s.setContentType(5); s.end('x');`, { difference: 'badContentType' }),
    row(
      'a streaming function that is not async',
      { 'app.mjs': `export const handler = awslambda.streamifyResponse((event, s) => { s.end('x'); });` },
      { difference: 'notAsync', unstable: 'stream x failed Error: Streaming does not support non-async handlers.' },
    ),
    ...['"request"', 'true', '{}', '""', 'null'].map((mark) =>
      row(`the streaming mark ${mark}`, {
        'app.mjs': `export const handler = Object.assign(async () => 'buffered', { [Symbol.for('aws.lambda.runtime.handler.streaming')]: ${mark} });`,
      }),
    ),
  ]);

const httpResponses: readonly Row[] = [
  ...['{ statusCode: 201 }', '{ statusCode: "201" }', '{ headers: { a: true, b: 1 } }', '{ headers: null }', '{}'],
  ...['{ headers: { a: undefined } }', '{ headers: { a: ["b", "c"] } }', '{ cookies: ["a=b"] }', '{ cookies: null }'],
  ...[
    '{ cookies: ["bad"] }',
    '{ unknown: { x: [1] } }',
    '{ statusCode: 99 }',
    '{ headers: { "bad name": "x" } }',
    '"text"',
    '[]',
  ],
]
  .map((value) => metadata(value))
  .concat([
    metadata('undefined', 'noMetadata'),
    metadata('null', 'noMetadata'),
    metadata(String.raw`{ headers: { a: 'b\r\nc: d' } }`, 'lineBreaks'),
    streamed(`from(s, { statusCode: 201 }); from(s, { statusCode: 202 }); s.write('x'); s.end();`),
    streamed(`from(s, { statusCode: 201 }).end('x');`, { difference: 'headAtEnd' }),
    streamed(`from(s, { statusCode: 204 }).end();`, { difference: 'headAtEnd' }),
    streamed(`s.setContentType('text/x'); from(s, {}); s.write('x'); s.end();`, {
      difference: 'contentTypeAfterMetadata',
    }),
    streamed(`from(s, {}); s.setContentType('text/x'); s.write('x'); s.end();`, {
      difference: 'contentTypeAfterMetadata',
    }),
    streamed(`s.write('x'); from(s, {});`, { difference: 'otherStream', unstable: 'stream x<cut off>' }),
    streamed(`from(new PassThrough(), {});`, { difference: 'otherStream' }),
  ]);

const names: readonly Row[] = [
  named('app.handler', { 'app.js': cjs('js') }),
  named('app.handler', { 'app.js': esm('js'), 'package.json': '{ "type": "module" }' }),
  named('app.handler', { 'app.js': esm('js without a type') }),
  named('app.handler', { 'app.js': cjs('js'), 'app.mjs': esm('mjs'), 'app.cjs': cjs('cjs') }),
  named('app.handler', { app: cjs('no extension') }),
  named('app.handler', { 'app.cjs': `exports.default = { handler: async () => 'default' };` }),
  named('app.handler', { 'app.mjs': `export default { handler: async () => 'default' };` }),
  named('app.handler', { 'app.mjs': `${esm('named')} export default { handler: async () => 'default' };` }),
  named('app.default', { 'app.mjs': `export default async () => 'default';` }),
  named('app.a.b.c', { 'app.mjs': `export const a = { b: { c: async () => 'nested' } };` }),
  named('./sub/app.handler', { 'sub/app.mjs': esm('sub') }),
  named('v1.2/app.handler', { 'v1.2/app.mjs': esm('folder') }),
  named('FOLDER/app.handler', { 'app.mjs': esm('absolute') }),
  named('my app.handler', { 'my app.mjs': esm('space') }),
  named('package.handler', {
    'node_modules/package/package.json': '{ "name": "package", "main": "m.js" }',
    'node_modules/package/m.js': cjs('package'),
  }),
  named('package.handler', { 'node_modules/package/index.js': cjs('no manifest') }),
  named('sub/package.handler', { 'sub/node_modules/package/index.js': cjs('in sub') }),
  named('sub/package.handler', { 'sub/x.js': '', 'node_modules/package/index.js': cjs('above sub') }),
  named('sub/../app.handler', { 'sub/x.js': '', 'app.mjs': esm('parent') }),
  named('../app.handler', { 'app.mjs': esm('parent') }),
  named('app.handler', { 'app.mjs': 'export const other = 1;' }),
  named('app.handler', { 'app.mjs': 'export const handler = 1;' }),
  named('app.handler', { 'other.mjs': '' }),
  named('app.handler', { 'app.mjs': 'export const = 5;' }),
  named('app.handler', { 'app.cjs': `require('missing');` }),
  named('app.handler', { 'app.mjs': `throw new RangeError('at load');` }),
  named('app.handler', { 'app.mjs': `throw 'at load';` }),
  named('app.handler', { 'app.mjs': `import 'missing';` }, 'loadErrors'),
  named('app.handler', { 'app.mjs': 'throw null;' }, 'loadErrors'),
  named('app.handler', { 'app/index.js': cjs('folder') }, 'loadErrors'),
  named('app..handler', { 'app.mjs': esm('dots') }, 'loadErrors'),
  named('app', { 'app.mjs': esm('no export') }, 'moreNames'),
  named('app.handler', { 'app.ts': `export const handler = async (): Promise<string> => 'ts';` }, 'moreNames'),
  named('app.v2.handler', { 'app.v2.mjs': esm('file') }, 'moreNames'),
  named('my#app.handler', { 'my#app.mjs': esm('hash') }, 'moreNames'),
  named('app.f.h', { 'app.mjs': `const f = () => {}; f.h = async () => 'member'; export { f };` }, 'moreNames'),
  named('@s/package.handler', { 'node_modules/@s/package/index.js': cjs('scope') }, 'moreNames'),
  named(
    'app.v2.handler',
    { 'app.v2.mjs': esm('file'), 'app.mjs': `export const v2 = { handler: async () => 'export' };` },
    'dottedFile',
  ),
  named(
    'package.handler',
    {
      'node_modules/package/package.json':
        '{ "name": "package", "exports": { "import": "./i.mjs", "require": "./r.cjs" } }',
      'node_modules/package/i.mjs': esm('import'),
      'node_modules/package/r.cjs': cjs('require'),
    },
    'packageCondition',
  ),
  named('app.handler', { 'app.mjs': 'export class handler {}' }, 'classExport'),
];

/** All rows. The recorded outcomes of both clients are in outcomes.json. */
export const rows: readonly Row[] = [
  ...results,
  ...functions,
  ...failures,
  ...contexts,
  ...streams,
  ...httpResponses,
  ...names,
];
