import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { esModule } from '../package-kinds.ts';
import { type BuiltFunction, buildFunction } from './build-function.ts';

/** What is planted while the image is built. None of it may be in the image. */
const planted = {
  SECRET_TOKEN: 'planted-secret-4711',
  HOME: '/home/planted-home',
  USER: 'planted-user',
  HOSTNAME: 'planted-host',
};

/** Libraries that read the environment while they load, each in another way. They export what they have read. */
const readers: Readonly<Record<string, string>> = {
  member: `export default process.env.SECRET_TOKEN;`,
  computed: `export default process['env'][['SECRET', 'TOKEN'].join('_')];`,
  destructured: `const { SECRET_TOKEN = 'none' } = process.env; export default SECRET_TOKEN;`,
  spread: `export default { ...process.env }.SECRET_TOKEN;`,
  listed: `export default Object.entries(process.env).find(([name]) => name === 'SECRET_TOKEN')?.[1];`,
  json: `export default JSON.parse(JSON.stringify(process.env)).SECRET_TOKEN;`,
  'has-own': `export default Object.hasOwn(process.env, 'SECRET_TOKEN') ? process.env.SECRET_TOKEN : 'none';`,
  'has-own-only': `export default Object.hasOwn(process.env, 'SECRET_TOKEN');`,
  descriptor: `export default Object.getOwnPropertyDescriptor(process.env, 'SECRET_TOKEN')?.value;`,
  'in-operator': `export default 'SECRET_TOKEN' in process.env;`,
  imported: `import { env } from 'node:process'; export default env.SECRET_TOKEN;`,
  'built-in': `export default process.getBuiltinModule('process').env.SECRET_TOKEN;`,
  reflected: `export default Reflect.get(process.env, 'SECRET_TOKEN');`,
  later: `const { env } = process; export default () => env.SECRET_TOKEN;`,
  'later-process': `import process from 'node:process'; export default () => process.env.SECRET_TOKEN;`,
  microtask: `let token; Promise.resolve().then(() => { token = process.env.SECRET_TOKEN; }); export default () => token;`,
  'async-function': `let token; (async () => { await null; token = process.env.SECRET_TOKEN; })(); export default () => token;`,
  'next-tick': `let token; process.nextTick(() => { token = process.env.SECRET_TOKEN; }); export default () => token;`,
  immediate: `let token; setImmediate(() => { token = process.env.SECRET_TOKEN; }); export default () => token;`,
  evaluated: `export default (0, eval)('process.env.SECRET_TOKEN');`,
  'new-function': `export default new Function('return process.env.SECRET_TOKEN')();`,
  config: `import { readFileSync } from 'node:fs'; export default readFileSync('/proc/self/environ', 'latin1').match(/SECRET_TOKEN=([^\\0]*)/)?.[1];`,
  // Stays in the snapshot, which would not be made for nothing.
  never: `export default 'of the start';`,
  nested: `import token from 'member'; export default \`nested \${token}\`;`,
};

/** Libraries that keep what differs from start to start. */
const changing: Readonly<Record<string, string>> = {
  random: `export default Math.random();`,
  uuid: `import { randomUUID } from 'node:crypto'; export default randomUUID();`,
  'web-uuid': `export default crypto.randomUUID();`,
  bytes: `import { randomBytes } from 'node:crypto'; export default randomBytes(8).toString('hex');`,
  'random-values': `export default String(crypto.getRandomValues(new Uint32Array(4)));`,
  later: `const { random } = Math; export default () => random();`,
  'later-uuid': `import { randomUUID } from 'node:crypto'; export default () => randomUUID();`,
  time: `export default Date.now();`,
  date: `export default new Date().getTime();`,
  'date-constructor': `export default new (new Date(0).constructor)().getTime();`,
  hrtime: `export default String(process.hrtime.bigint());`,
  performance: `export default performance.timeOrigin;`,
  pid: `export default process.pid;`,
  'generated-key': `import { generateKeySync } from 'node:crypto'; export default generateKeySync('hmac', { length: 64 }).export().toString('hex');`,
  prime: `import { generatePrimeSync } from 'node:crypto'; export default String(generatePrimeSync(64, { bigint: true }));`,
  'key-pair': `import { generateKeyPair } from 'node:crypto'; let key;
generateKeyPair('ec', { namedCurve: 'P-256' }, (_, publicKey) => { key = publicKey.export({ type: 'spki', format: 'pem' }); });
export default async () => { while (key === undefined) await new Promise(setImmediate); return key; };`,
  'web-key': `const key = crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']).then((made) => crypto.subtle.exportKey('raw', made)).then((bytes) => String(new Uint8Array(bytes)));
export default () => key;`,
  'processor-time': `const { user, system } = process.cpuUsage(); export default user + system;`,
  'random-later': `let value; queueMicrotask(() => { value = Math.random(); }); export default () => value;`,
};

/** A function that responds with what its libraries export. */
function functionWith(libraries: Readonly<Record<string, string>>, prefix: string) {
  const names = Object.keys(libraries);
  const imports = names.map((name, index) => `import value${index} from '${prefix}${name}';`);
  const values = names.map((name, index) => `${JSON.stringify(name)}: value${index}`);
  return {
    ...Object.assign(
      {},
      ...names.map((name) =>
        esModule(`${prefix}${name}`, (libraries[name] as string).replace(`from 'member'`, `from '${prefix}member'`)),
      ),
    ),
    'app.mjs': `${imports.join('\n')}
const values = { ${values.join(', ')} };
const read = async (value) => (typeof value === 'function' ? await value() : value);
export const handler = async () => Object.fromEntries(await Promise.all(Object.entries(values).map(async ([name, value]) => [name, await read(value)])));`,
  };
}

async function responseOf(built: BuiltFunction, env = {}): Promise<Record<string, unknown>> {
  await using emulated = await built.start(env);
  return (await emulated.invoke()) as Record<string, unknown>;
}

describe('libraries that read the environment while they load', () => {
  let built: BuiltFunction;
  beforeAll(async () => {
    built = await buildFunction(functionWith(readers, 'reads-'), 'libraries', planted);
  }, 120_000);

  it('have the values of the start', async () => {
    const values = await responseOf(built, { SECRET_TOKEN: 'of the start' });
    const expected = Object.keys(readers).map((name) => {
      const isThere = name === 'has-own-only' || name === 'in-operator';
      return [name, isThere || (name === 'nested' ? 'nested of the start' : 'of the start')];
    });
    expect(values).toEqual(Object.fromEntries(expected));
  });

  it('may wait for something while they load', async () => {
    const library = esModule('waits', `await null; export default process.env.SECRET_TOKEN;`);
    const source = `import token from 'waits'; export const handler = async () => ({ token });`;
    const waiting = await buildFunction({ ...library, 'app.mjs': source }, 'libraries');
    expect(await responseOf(waiting, { SECRET_TOKEN: 'of the start' })).toEqual({ token: 'of the start' });
  }, 120_000);

  it('leave nothing of the build in the snapshot', async () => {
    const snapshot = await textOf(built);
    expect(Object.values(planted).filter((text) => snapshot.includes(text))).toEqual([]);
    // A short name would be found by chance.
    const names = [hostname(), userInfo().username].filter((name) => name.length > 7);
    expect(names.filter((name) => snapshot.includes(name))).toEqual([]);
  });

  it('leave no path of the build in the snapshot', async () => {
    const paths = new Set((await textOf(built)).match(/(?:\/[\w@.+-]+){2,}/g));
    const isOutside = (path: string) => !path.startsWith(built.task) && path !== process.execPath && existsSync(path);
    expect([...paths].filter((path) => isOutside(path) && !/^\/(dev|etc|proc)\//.test(path))).toEqual([]);
  });
});

/** The strings of a snapshot, of which some have one byte per character and others two, at even and odd places. */
async function textOf(built: BuiltFunction): Promise<string> {
  const bytes = await built.readSnapshot();
  const utf16 = new TextDecoder('utf-16le');
  // Not `toString('utf16le')`: Node 24 writes past its memory if the number of bytes is odd and they are not aligned.
  return bytes.toString('latin1') + utf16.decode(bytes) + utf16.decode(bytes.subarray(1));
}

describe('libraries that keep the time or randomness while they load', () => {
  it('do not repeat from start to start', async () => {
    const built = await buildFunction(functionWith(changing, 'keeps-'), 'libraries');
    const [first, second] = [await responseOf(built), await responseOf(built)];
    expect(Object.keys(changing).filter((name) => first[name] === second[name])).toEqual([]);
  }, 120_000);
});

it('a process that the function starts as it loads, and that keeps its streams, does not hold up the build', async () => {
  const source = `import { spawn } from 'node:child_process';
    import { value } from 'library';
    spawn('sleep', ['150'], { stdio: 'inherit' }).unref();
    export const handler = async () => value;`;
  const built = await buildFunction(
    { 'app.mjs': source, ...esModule('library', 'export const value = 1;') },
    'libraries',
  );
  expect(built.printed).toContain('snapshot: libraries');
}, 100_000);
