import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Files, type Lambda, type LambdaOptions, start } from './function/lambda.ts';

/** A class that shows whether all rules for classes apply. */
const SHOP = `class Shop extends Runtime {
  #inits = 0;
  async init() { this.#inits++; this.logger.info('init'); }
  async handler(event, context) {
    this.logger.info('event', event);
    switch (event) {
      case 'string': return 'a string, ' + this.#inits;
      case 'object': return { id: context.awsRequestId };
      case 'stream': return async (writer) => { await writer.write('one '); await writer.write('two'); };
      case 'own response': await this.sendInvocationResponse('its own'); return;
      case 'failure': throw new RangeError('sold out');
    }
  }
}`;

interface Module {
  readonly file: string;
  readonly head: string;
  /** Exports an expression as the handler. */
  readonly handler: (value: string) => string;
}

const esModule: Module = {
  file: 'app.mjs',
  head: `import { Runtime } from '@alr/runtime';\n`,
  handler: (value) => `export const handler = ${value};\n`,
};
const commonJs: Module = {
  file: 'app.cjs',
  head: `const { Runtime } = require('@alr/runtime');\n`,
  handler: (value) => `exports.handler = ${value};\n`,
};

interface Tool {
  readonly name: string;
  readonly module: Module;
  readonly files?: Files;
  readonly options: LambdaOptions;
  /** What the tool writes, or sends to its service, when it has seen an invocation. */
  readonly trace: string;
}

const otelFiles = {
  'spans.cjs': `exports.exporter = {
  export(spans, done) {
    for (const { name, attributes } of spans) console.error('span', name, attributes['faas.invocation_id'] ?? attributes['faas.execution']);
    done({ code: 0 });
  },
  async shutdown() {},
};`,
  'instrument.mjs': `import { register } from 'node:module';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { AwsLambdaInstrumentation } from '@opentelemetry/instrumentation-aws-lambda';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import spans from './spans.cjs';
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans.exporter)] }).register();
registerInstrumentations({ instrumentations: [new AwsLambdaInstrumentation({ lambdaHandler: process.argv[2] })] });`,
  'instrument.cjs': `const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { AwsLambdaInstrumentation } = require('@opentelemetry/instrumentation-aws-lambda');
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { exporter } = require('./spans.cjs');
register('@opentelemetry/instrumentation/hook.mjs', pathToFileURL(__filename));
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
registerInstrumentations({ instrumentations: [new AwsLambdaInstrumentation({ lambdaHandler: process.argv[2] })] });`,
};

const otelPackages = [
  '@opentelemetry/instrumentation',
  '@opentelemetry/instrumentation-aws-lambda',
  '@opentelemetry/sdk-trace-node',
];

/** Sentry finds the handler in `_HANDLER`, and puts its own module there. It does nothing without a DSN. */
const sentry = { handler: null, packages: ['@sentry/aws-serverless'] };
const sentryEnv = (preload: string) => ({
  _HANDLER: 'app.handler',
  SENTRY_TRACES_SAMPLE_RATE: '1.0',
  NODE_OPTIONS: `${preload} @sentry/aws-serverless/awslambda-auto`,
});

const tools: readonly Tool[] = [
  {
    name: 'OpenTelemetry with an ES module',
    module: esModule,
    files: otelFiles,
    options: { handler: 'app.handler', packages: otelPackages, env: { NODE_OPTIONS: '--import ./instrument.mjs' } },
    trace: 'span tested ',
  },
  {
    name: 'OpenTelemetry with CommonJS',
    module: commonJs,
    files: otelFiles,
    options: { handler: 'app.handler', packages: otelPackages, env: { NODE_OPTIONS: '--require ./instrument.cjs' } },
    trace: 'span tested ',
  },
  {
    name: 'Sentry with --import',
    module: esModule,
    options: { ...sentry, env: sentryEnv('--import') },
    trace: '"transaction":"tested"',
  },
  {
    name: 'Sentry with --require',
    module: commonJs,
    options: { ...sentry, env: sentryEnv('--require') },
    trace: '"transaction":"tested"',
  },
  {
    name: 'Datadog',
    module: esModule,
    options: {
      handler: 'node_modules/datadog-lambda-js/dist/handler.handler',
      packages: ['datadog-lambda-js'],
      env: { DD_LAMBDA_HANDLER: 'app.handler', DD_TRACE_ENABLED: 'false', DD_FLUSH_TO_LOG: 'true' },
    },
    trace: 'aws.lambda.enhanced.invocations',
  },
];

/** What was sent to the service of a tool. */
let sent: string;
let service: Server;

beforeEach(async () => {
  sent = '';
  service = createServer(async (request, response) => {
    sent += (await request.toArray()).join('');
    response.end('{}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  service.closeAllConnections();
  service.close();
});

function startWith(tool: Tool, exported: string): Promise<Lambda> {
  const { head, handler, file } = tool.module;
  const env = {
    ...tool.options.env,
    SENTRY_DSN: `http://key@127.0.0.1:${(service.address() as AddressInfo).port}/1`,
  };
  return start({ [file]: `${head}${SHOP}\n${handler(exported)}`, ...tool.files }, { ...tool.options, env });
}

describe.each(tools)('$name', (tool) => {
  it('wraps a function made by asHandler, which behaves as the class', async () => {
    await using lambda = await startWith(tool, 'Shop.asHandler()');
    await lambda.process.logged(/-\tINFO\tinit/);
    expect((await lambda.invoke('string')).text).toBe('a string, 1');
    const object = await lambda.invoke('object');
    expect(object.json()).toEqual({ id: object.requestId });
    expect((await lambda.invoke('stream')).text).toBe('one two');
    expect((await lambda.invoke('own response')).text).toBe('its own');
    const failure = await lambda.invoke('failure');
    expect(failure.call).toBe('error');
    expect(failure.json()).toMatchObject({ errorType: 'RangeError', stackTrace: expect.any(Array) });
    const log = await lambda.log();
    expect(log + lambda.process.stdout + sent).toContain(tool.trace);
    expect(log.match(/INFO\tinit/g)).toHaveLength(1);
    expect(log).not.toContain('a tool has wrapped');
  });

  it('wraps a class, which runs without the tool and logs what to export', async () => {
    await using lambda = await startWith(tool, 'Shop');
    expect((await lambda.invoke('string')).text).toBe('a string, 1');
    expect((await lambda.invoke('stream')).text).toBe('one two');
    const warnings = (await lambda.log()).split('\n').filter((line) => line.includes('a tool has wrapped'));
    expect(warnings).toEqual([expect.stringContaining('export const handler = Shop.asHandler()')]);
  });
});
