import type { Context as AwsContext, Handler } from 'aws-lambda';
import { expectTypeOf } from 'vitest';
import { Context, type ContextEnvironment, type InvocationHeaders } from './index.ts';

const context = Context.fromHeaders({});

// Handlers written for AWS's runtime accept it.
expectTypeOf<Context>().toExtend<AwsContext>();
declare const handler: Handler<string, number>;
void handler('event', context, () => {});
expectTypeOf<NonNullable<Context['clientContext']>>().toExtend<NonNullable<AwsContext['clientContext']>>();
expectTypeOf<NonNullable<Context['identity']>>().toExtend<NonNullable<AwsContext['identity']>>();

// Optional members must be checked before use.
expectTypeOf(context.traceId).toEqualTypeOf<string | undefined>();
expectTypeOf(context.tenantId).toEqualTypeOf<string | undefined>();
expectTypeOf(context.clientContext?.custom).toEqualTypeOf<unknown>();
expectTypeOf(context.memoryLimitInMB).toEqualTypeOf<string>();

// Headers may have any form.
expectTypeOf<Headers>().toExtend<InvocationHeaders>();
expectTypeOf<import('node:http').IncomingHttpHeaders>().toExtend<InvocationHeaders>();
expectTypeOf<NodeJS.Dict<string[]>>().toExtend<InvocationHeaders>();
expectTypeOf<{ 'Lambda-Runtime-Trace-Id': string }>().toExtend<InvocationHeaders>();
expectTypeOf<typeof process.env>().toExtend<ContextEnvironment>();

// Options may be undefined, so that the runtime can pass on those of its user.
Context.fromHeaders({}, process.env, { abortBeforeDeadline: undefined, shutdown: undefined });

// It works with `using`.
expectTypeOf<Context>().toExtend<Disposable>();

// A context is read-only, and is created by fromHeaders() alone.
// @ts-expect-error the members cannot be changed
context.awsRequestId = '';
// @ts-expect-error the constructor is private
new Context();
// @ts-expect-error the value of a header is a string
Context.fromHeaders({ 'Lambda-Runtime-Deadline-Ms': 1 });
