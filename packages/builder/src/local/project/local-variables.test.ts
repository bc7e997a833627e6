import { describe, expect, it, vi } from 'vitest';
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
  const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/012345678912\/jobs$/);

  it.each([
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/jobs', url],
    ['https://eu-central-1.queue.amazonaws.com/123456789012/jobs', url],
    ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/jobs', url],
    ['arn:aws:sqs:eu-central-1:123456789012:jobs', expect.stringMatching(/^arn:aws:sqs:[\w-]+:012345678912:jobs$/)],
    [
      '{"queue":"https://sqs.eu-central-1.amazonaws.com/123456789012/jobs-dlq"}',
      expect.stringMatching(/^\{"queue":"http:\/\/127\.0\.0\.1:\d+\/012345678912\/jobs-dlq"\}$/),
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

  it('is that of the local queue too if it is one of the shell, and warns about another queue', async () => {
    vi.stubEnv('JOBS_URL', 'https://sqs.eu-central-1.amazonaws.com/123456789012/jobs');
    vi.stubEnv('OTHER_URL', 'https://sqs.eu-central-1.amazonaws.com/123456789012/other');
    vi.stubEnv('SOME_ARN', 'arn:aws:iam::123456789012:role/other');
    await using project = await withVariable('any');
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ describe: 'JOBS_URL' });
    expect((payload as { variable?: string }).variable).toEqual(url);
    const access = await local.until('aws-access');
    expect(access).toMatchObject({ localVariables: ['JOBS_URL'], variables: ['OTHER_URL'] });
    // Before the function starts.
    const types = local.events.map(({ type }) => type);
    expect(types.indexOf('aws-access')).toBeLessThan(types.indexOf('starting'));
    vi.unstubAllEnvs();
  });

  it('can be the ARN of a local bucket, which is the same as in AWS', async () => {
    const yaml = `image: { handler: app.Handler }
lambda: { environment: { OWN: 'arn:aws:s3:::photos', OTHER: 'arn:aws:s3:::other' } }
trigger: { type: s3-direct, bucket: photos }
`;
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    await using local = await startTestProject(project);
    expect(await local.until('aws-access')).toMatchObject({ variables: ['OTHER'] });
  });
});

describe('the endpoint of Lambda', () => {
  const endpointOf = async (yaml: string, FunctionName: string) => {
    await using project = await createTestProject({ 'lambda.yaml': yaml });
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ describe: 'AWS_ENDPOINT_URL_LAMBDA' }, { FunctionName });
    const { localServices } = await local.until('aws-access');
    return { endpoint: (payload as { variable?: string }).variable, url: local.url, localServices };
  };

  it('is local if there are several functions, which can invoke each other', async () => {
    const yaml = 'project: shop\nfunctions: { orders: { handler: app.Orders }, api: { handler: app.Api } }\n';
    const { endpoint, url, localServices } = await endpointOf(yaml, 'orders');
    expect(endpoint).toBe(url);
    expect(localServices).toEqual(['Lambda']);
  });

  it('is that of AWS for the only function', async () => {
    const { endpoint, localServices } = await endpointOf(
      'image: { handler: app.Handler }\ntrigger: { type: none }\n',
      'a',
    );
    expect(endpoint).toBeUndefined();
    expect(localServices).toBeUndefined();
  });
});

describe('the invoke mode of a function URL', () => {
  it.each([
    ['{ type: url, invoke_mode: RESPONSE_STREAM }', 'RESPONSE_STREAM'],
    ['{ type: url, invoke_mode: BUFFERED }', 'BUFFERED'],
    ['{ type: url }', 'RESPONSE_STREAM'],
    ['{ type: sqs }', undefined],
  ])('of the trigger %s is in a variable, as in AWS', async (trigger, mode) => {
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }\nlambda: { name: demo }\ntrigger: ${trigger}\n`,
    });
    await using local = await startTestProject(project);
    const { payload } = await local.invoke({ describe: 'ALR_INVOKE_MODE' });
    expect((payload as { variable?: string }).variable).toBe(mode);
  });
});
