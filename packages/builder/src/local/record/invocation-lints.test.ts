import { fileURLToPath } from 'node:url';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

const lateRuntime = fileURLToPath(new URL('../../../test/late-runtime.ts', import.meta.url));

const MEBIBYTE = 1024 * 1024;

const warningsOf = ({ events }: TestLocal) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

/** The response is no JSON. */
const invokeFor = ({ client, functionName: FunctionName }: TestLocal, bytes: number) =>
  client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ bytes }) }));

describe('a warning about an invocation', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it('says once that a response is almost too large', async () => {
    await using project = await createTestProject({
      'lambda.yaml': 'image: { handler: app.Handler }\ntrigger: { type: none }\n',
    });
    await using local = await startTestProject(project);
    await invokeFor(local, 5 * MEBIBYTE);
    await local.settled();
    expect(warningsOf(local)).toEqual([]);
    for (let time = 0; time < 2; time++) await invokeFor(local, 5.5 * MEBIBYTE);
    await local.settled();
    expect(warningsOf(local)).toEqual([expect.stringContaining('the response has 5.5 MB: AWS fails an invocation')]);
  });

  it('says once that the function has gone on after its response', async () => {
    await using project = await createTestProject({
      'lambda.yaml': 'image: { handler: app.Handler }\ntrigger: { type: none }\nlocal: { buckets: [results] }\n',
    });
    await using local = await startTestProject(project, {}, lateRuntime);
    for (let time = 0; time < 3; time++) await local.invoke({});
    await local.until('warning');
    expect(warningsOf(local)).toEqual([
      expect.stringContaining('the function went on after its response: it called PutObject of s3 (results/late)'),
    ]);
  });
});
