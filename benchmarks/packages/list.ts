/** A popular package, and the function that calls it. */
export interface Entry {
  /** The name of the function's file, without its extension. */
  readonly name: string;
  /** The packages that it imports, by their names in the registry. */
  readonly packages: readonly string[];
  /** What is called, for the table. */
  readonly call: string;
}

function entry(packages: string, call: string, name?: string): Entry {
  const names = packages.split(' ');
  return { name: name ?? (names[0] as string), packages: names, call };
}

/** The packages of the table, in its order. */
export const entries: readonly Entry[] = [
  entry('@aws-sdk/client-dynamodb', '`GetItemCommand`', 'client-dynamodb'),
  entry('@aws-sdk/client-s3', '`GetObjectCommand`', 'client-s3'),
  entry('@aws-sdk/client-sqs', '`SendMessageCommand`', 'client-sqs'),
  entry('@aws-sdk/lib-dynamodb @aws-sdk/client-dynamodb', '`GetCommand`', 'lib-dynamodb'),
  entry('@aws-lambda-powertools/logger', 'a line with keys', 'powertools-logger'),
  entry('@aws-lambda-powertools/tracer aws-xray-sdk-core', 'a subsegment', 'powertools-tracer'),
  entry('@aws-lambda-powertools/metrics', 'a metric', 'powertools-metrics'),
  entry('@middy/core', 'two hooks', 'middy'),
  entry('hono', 'a route'),
  entry('express serverless-http', 'a route'),
  entry('fastify', 'a route with a schema'),
  entry('zod', '`parse`, `safeParse`'),
  entry('valibot', '`parse`, `safeParse`'),
  entry('pino', 'a line, redacted'),
  entry('winston', 'a line'),
  entry('axios', 'POST, and a 404'),
  entry('got', 'POST, and a 404'),
  entry('undici', '`request`, `fetch`'),
  entry('pg', 'a query'),
  entry('mysql2', 'a query'),
  entry('ioredis', '`get`'),
  entry('mongodb', '`findOne`'),
  entry('drizzle-orm pg', 'a query'),
  entry('sharp', 'resize to PNG'),
  entry('jose', 'sign, verify'),
  entry('jsonwebtoken', 'sign, verify'),
  entry('uuid', '`v4`, `v5`'),
  entry('date-fns', '`format`'),
  entry('luxon', 'a time zone, a locale'),
  entry('lodash', 'a chain'),
  entry('rxjs', 'an interval'),
  entry('aws-xray-sdk-core', 'a subsegment'),
  entry('@opentelemetry/sdk-trace-node @opentelemetry/api', 'nested spans', 'opentelemetry-sdk-trace-node'),
  entry('@opentelemetry/sdk-node @opentelemetry/api', 'a span', 'opentelemetry-sdk-node'),
  entry('stripe', '`customers.create`'),
  entry('openai', '`responses.create`'),
  entry('@anthropic-ai/sdk', '`messages.create`', 'anthropic-sdk'),
];
