import { describe, expect, it } from 'vitest';
import { linkPackage, writeFunction } from '../conformance/function/lambda.ts';
import { type EmulatedFunction, emulateIn } from './emulated-function.ts';

/** A function that sends its spans with these packages. */
async function emulateWith(source: string, packages: readonly string[]): Promise<EmulatedFunction> {
  const directory = await writeFunction({ 'app.mjs': source });
  for (const name of packages) await linkPackage(name, directory);
  return emulateIn(directory, { trace: true });
}

const spansOf = ({ local }: EmulatedFunction) => local.invocations.at(-1)?.spans ?? [];

describe('the spans of a function', () => {
  it('come from the SDK of X-Ray, as a tree below the invocation', async () => {
    await using emulated = await emulateWith(
      `import AWSXRay from 'aws-xray-sdk-core';
export const handler = () => AWSXRay.captureAsyncFunc('outer', async (outer) => {
  outer.addAnnotation('user', 'a');
  await AWSXRay.captureAsyncFunc('inner', async (inner) => inner.close(new TypeError('broken')), outer);
  outer.close();
  return 'done';
});
`,
      ['aws-xray-sdk-core'],
    );
    expect(await emulated.invoke()).toBe('done');
    await expect.poll(() => spansOf(emulated)).toHaveLength(2);
    const outer = spansOf(emulated).find(({ name }) => name === 'outer');
    const inner = spansOf(emulated).find(({ name }) => name === 'inner');
    const parent = /Parent=([^;]+)/.exec(emulated.local.invocations.at(-1)?.traceHeader ?? '')?.[1];
    expect(outer).toMatchObject({ name: 'outer', parentId: parent, attributes: { user: 'a' } });
    expect(inner).toMatchObject({ name: 'inner', parentId: outer?.id, error: 'TypeError: broken' });
    expect(inner?.startMs).toBeGreaterThanOrEqual(outer?.startMs ?? 0);
  });

  it.each(['proto', 'http'])('come from OpenTelemetry, exported with OTLP (%s)', async (protocol) => {
    const exporter = `@opentelemetry/exporter-trace-otlp-${protocol}`;
    await using emulated = await emulateWith(
      `import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '${exporter}';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const provider = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ compression: 'gzip' }))],
});
provider.register();
const tracer = trace.getTracer('test');

/** The trace of the invocation, as the propagator of X-Ray has it. */
function parentOf(header) {
  const { Root: root, Parent: spanId } = Object.fromEntries(header.split(';').map((field) => field.split('=')));
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: root.replace(/^1-|-/g, ''), spanId, traceFlags: 1, isRemote: true });
}

export async function handler() {
  const outer = tracer.startSpan('outer', { kind: SpanKind.SERVER }, parentOf(process.env._X_AMZN_TRACE_ID));
  const inner = tracer.startSpan('inner', { attributes: { n: 7, rate: 0.5, list: ['a', 'b'] } }, trace.setSpan(ROOT_CONTEXT, outer));
  inner.recordException(new TypeError('broken'));
  inner.setStatus({ code: SpanStatusCode.ERROR });
  inner.end();
  outer.end();
  await provider.forceFlush();
  return 'done';
}
`,
      ['@opentelemetry/api', '@opentelemetry/sdk-trace-node', exporter],
    );
    expect(await emulated.invoke()).toBe('done');
    await expect.poll(() => spansOf(emulated)).toHaveLength(2);
    const parent = /Parent=([^;]+)/.exec(emulated.local.invocations.at(-1)?.traceHeader ?? '')?.[1];
    const outer = spansOf(emulated).find(({ name }) => name === 'outer');
    expect(outer).toMatchObject({ parentId: parent, kind: 'server' });
    expect(outer).not.toHaveProperty('error');
    expect(spansOf(emulated).find(({ name }) => name === 'inner')).toMatchObject({
      parentId: outer?.id,
      kind: 'internal',
      error: 'TypeError: broken',
      attributes: { n: 7, rate: 0.5, list: '["a","b"]' },
    });
    // The clocks have milliseconds.
    expect(outer?.startMs).toBeGreaterThan(-2);
  });
});
