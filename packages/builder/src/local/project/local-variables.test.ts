import { describe, expect, it } from 'vitest';
import { startTestProject } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

const withVariable = (value: string) =>
  createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }
lambda: { environment: { VALUE: '${value}' } }
trigger: { type: sqs, queue: { name: jobs, partial_batch_response: true } }
`,
  });

describe('a variable of the function', () => {
  const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/jobs$/);

  it.each([
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/jobs', url],
    ['https://eu-central-1.queue.amazonaws.com/123456789012/jobs', url],
    ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/jobs', url],
    ['arn:aws:sqs:eu-central-1:123456789012:jobs', expect.stringMatching(/^arn:aws:sqs:[\w-]+:000000000000:jobs$/)],
    [
      '{"queue":"https://sqs.eu-central-1.amazonaws.com/123456789012/jobs-dlq"}',
      expect.stringMatching(/^\{"queue":"http:\/\/127\.0\.0\.1:\d+\/000000000000\/jobs-dlq"\}$/),
    ],
  ])('that is %s is that of the local queue, and that is reported', async (value, expected) => {
    await using project = await withVariable(value);
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ describe: 'VALUE' });
    expect((payload as { variable?: string }).variable).toEqual(expected);
    expect(await local.until('aws-access')).toMatchObject({ localVariables: ['VALUE'], variables: [] });
  });

  it.each([
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/other', ['VALUE']],
    ['arn:aws:sqs:eu-central-1:123456789012:other', ['VALUE']],
    ['https://example.org/123456789012/jobs', []],
    ['jobs', []],
  ])('that is %s stays, and is reported if it is of the real AWS', async (value, variables) => {
    await using project = await withVariable(value);
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ describe: 'VALUE' });
    expect(payload).toMatchObject({ variable: value });
    const access = await local.until('aws-access');
    expect(access).toMatchObject({ variables });
    expect(access).not.toHaveProperty('localVariables');
  });

  it('stays with the source none', async () => {
    const value = 'https://sqs.eu-central-1.amazonaws.com/123456789012/jobs';
    await using project = await withVariable(value);
    await using local = await startTestProject(project, { source: 'none' });
    expect(await local.invoke({ describe: 'VALUE' })).toMatchObject({ payload: { variable: value } });
  });
});
