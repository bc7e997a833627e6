import type { Context as AwsContext, Handler } from 'aws-lambda';
import { expectTypeOf } from 'vitest';
import { Context, type ContextEnvironment, type InvocationHeaders } from './index.ts';

const context = Context.fromHeaders({});

// What is written for AWS's runtime takes it.
expectTypeOf<Context>().toExtend<AwsContext>();
declare const handler: Handler<string, number>;
void handler('event', context, () => {});
expectTypeOf<NonNullable<Context['clientContext']>>().toExtend<NonNullable<AwsContext['clientContext']>>();
expectTypeOf<NonNullable<Context['identity']>>().toExtend<NonNullable<AwsContext['identity']>>();

// What may be absent must be looked at first.
expectTypeOf(context.traceId).toEqualTypeOf<string | undefined>();
expectTypeOf(context.tenantId).toEqualTypeOf<string | undefined>();
expectTypeOf(context.clientContext?.custom).toEqualTypeOf<unknown>();
expectTypeOf(context.memoryLimitInMB).toEqualTypeOf<string>();

// Headers come from anywhere.
expectTypeOf<Headers>().toExtend<InvocationHeaders>();
expectTypeOf<import('node:http').IncomingHttpHeaders>().toExtend<InvocationHeaders>();
expectTypeOf<NodeJS.Dict<string[]>>().toExtend<InvocationHeaders>();
expectTypeOf<{ 'Lambda-Runtime-Trace-Id': string }>().toExtend<InvocationHeaders>();
expectTypeOf<typeof process.env>().toExtend<ContextEnvironment>();

// The runtime hands on what its user gave, or didn't.
Context.fromHeaders({}, process.env, { abortBeforeDeadline: undefined, shutdown: undefined });

// Every way to write `using` works.
expectTypeOf<Context>().toExtend<Disposable>();

// Contexts are told, not made or changed.
// @ts-expect-error what the platform has told can't be changed
context.awsRequestId = '';
// @ts-expect-error a context is made from headers
new Context();
// @ts-expect-error a header's value is a text
Context.fromHeaders({ 'Lambda-Runtime-Deadline-Ms': 1 });
