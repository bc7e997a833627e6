import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scaffolded } from '../scaffolded.ts';
import { type ContainerEngine, findContainerEngine } from './container-engine.ts';
import { scaffoldFor } from './image-project.ts';
import { runImage } from './running-image.ts';

const found = findContainerEngine();
const engine = found as ContainerEngine;

interface Tool {
  readonly name: string;
  readonly packages: Readonly<Record<string, string>>;
  /** The environment that a user sets: the address of the tool's service. */
  readonly env: (service: string) => Record<string, string>;
  /** What the tool sends or logs about the invocation. */
  readonly trace: RegExp;
  /** What Node logs if it has the compiled code of the tool. */
  readonly cached?: RegExp;
}

/** Another version of a package of OpenTelemetry may not fit. */
const tools: readonly Tool[] = [
  {
    name: 'OpenTelemetry',
    packages: {
      '@opentelemetry/api': '1.9.1',
      '@opentelemetry/exporter-trace-otlp-http': '0.223.0',
      '@opentelemetry/instrumentation': '0.223.0',
      '@opentelemetry/instrumentation-aws-lambda': '0.75.0',
      '@opentelemetry/sdk-trace-node': '2.12.1',
    },
    env: (service) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: service }),
    trace: /"name":"function".*"faas\.(invocation_id|execution)"/,
    cached: /V8 code cache for ESM \S*\/var\/task\/instrument\.mjs was accepted/,
  },
  {
    name: 'Sentry',
    packages: { '@sentry/aws-serverless': '10.75.2' },
    env: (service) => ({ SENTRY_DSN: `${service.replace('//', '//key@')}/1` }),
    trace: /"transaction":"function"/,
    cached: /V8 code cache for \S+ \S*\/var\/task\/node_modules\/@sentry\/aws-serverless\/\S+ was accepted/,
  },
  {
    name: 'Datadog',
    packages: { 'datadog-lambda-js': '12.143.0', 'dd-trace': '6.21.0' },
    env: () => ({ DD_FLUSH_TO_LOG: 'true' }),
    trace:
      /"traces":\[\[.*aws\.lambda.*aws\.lambda\.enhanced\.invocations|aws\.lambda\.enhanced\.invocations.*"traces":\[\[.*aws\.lambda/s,
  },
];

let page: string;
/** What was sent to the service of a tool. */
let sent = '';
let service: Server;
let address: string;

beforeAll(async () => {
  page = await readFile(resolve(import.meta.dirname, '../../packages/runtime/docs/tools.md'), 'utf8');
  service = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    sent += request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    response.end('{}');
  });
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(() => {
  service.closeAllConnections();
  service.close();
});

/** The code blocks of the page that follow the words about a tool in an image of alr-builder. */
function recipeOf(tool: string): { manifest: object; overlay: string } {
  const section = page.slice(page.indexOf('## In an image of alr-builder'));
  const [, json = '', overlay = ''] =
    section.match(new RegExp(`^For ${tool}.*?\`\`\`json\n(.*?)\`\`\`.*?\`\`\`dockerfile\n(.*?)\`\`\``, 'ms')) ?? [];
  return { manifest: JSON.parse(json) as object, overlay };
}

/** What `image.snapshot` can be. The tools load before the function, so all modes start without the snapshot. */
const modes = ['none', 'libraries', 'everything'] as const;

describe.skipIf(found === undefined).each(tools)(
  'the image of a function with $name',
  ({ name, packages, env, trace, cached }) => {
    let project: Scaffolded;

    beforeAll(async () => {
      project = await scaffoldFor(engine, `alr-image-test-${name.toLowerCase()}`, ['--trigger', 'none']);
      const { manifest, overlay } = recipeOf(name);
      const [, instrument = ''] = page.match(/Save this as `instrument\.mjs`.*?```js\n(.*?)```/s) ?? [];
      await writeFile(join(project.directory, 'instrument.mjs'), instrument);
      await writeFile(join(project.directory, 'Dockerfile.overlay'), overlay);
      await project.edit('package.json', (text) => {
        const { dependencies, ...rest } = JSON.parse(text) as { dependencies: object };
        return JSON.stringify({ ...rest, ...manifest, dependencies: { ...dependencies, ...packages } });
      });
      await project.edit('src/app.ts', (text) => `${text}\nexport const handler = MyLambda.asHandler();\n`);
      await project.edit('lambda.yaml', (text) =>
        `overlay: Dockerfile.overlay\n${text}`.replace('src/app.MyLambda', 'src/app.handler'),
      );
    });
    afterAll(() => project.remove());

    it.each(modes)(
      'is built as the page says, and the tool sees an invocation, if image.snapshot is %s',
      async (mode) => {
        sent = '';
        await using _mode = await project.editForNow('lambda.yaml', (text) =>
          text.replace(/^image:$/m, `image:\n  snapshot: ${mode}`),
        );
        await project.builder('image');
        const variables = { ...env(address), ...(cached && { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }) };
        await using image = await runImage(engine, project.tag, { env: variables });
        expect(await image.invoke({ name: 'Ada' })).toEqual({ message: 'Hello!', input: { name: 'Ada' } });
        await expect.poll(() => sent + image.log(), { timeout: 30_000 }).toMatch(trace);
        expect(image.log()).not.toContain('a tool has wrapped');
        if (cached === undefined) return;
        await expect.poll(() => image.log(), { timeout: 30_000 }).toMatch(cached);
        const own = /V8 code cache for ESM \S*\/var\/task\/alr-bootstrap\.js was accepted/;
        await expect.poll(() => image.log(), { timeout: 30_000 }).toMatch(own);
      },
    );
  },
);
