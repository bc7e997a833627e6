import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { commandNames, serviceError, testIdentity, testTags, testTarget } from '../../../../test/deployment-target.ts';
import { type FunctionUrlSettings, functionUrl } from './function-url.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => lambda.reset());

const settings: FunctionUrlSettings = { authType: 'AWS_IAM', invokeMode: 'RESPONSE_STREAM', cors: null, mark: 'ours' };
const actual = { owner: testIdentity, settings: {}, attributes: {} };

describe("a function's URL", () => {
  it('is marked as ours on the function before it is created', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: {} });
    lambda.on(TagResourceCommand).resolves({});
    lambda.on(CreateFunctionUrlConfigCommand).resolves({ FunctionUrl: 'https://url/' });
    expect(await functionUrl.create(testTarget(), 'demo:live', settings)).toEqual({ url: 'https://url/' });
    expect(lambda.calls().map(({ args: [{ input }] }) => input)).toMatchObject([
      {},
      { Tags: { 'alr:url:live': 'ours' } },
      { FunctionName: 'demo', Qualifier: 'live', AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' },
    ]);
  });

  it('changes its invoke mode and removes its CORS settings', async () => {
    lambda.on(UpdateFunctionUrlConfigCommand).resolves({});
    const desired = { ...settings, invokeMode: 'BUFFERED' };
    await functionUrl.update(testTarget(), 'demo', desired, { actual, changed: new Set(['invokeMode', 'cors']) });
    expect(lambda.commandCalls(UpdateFunctionUrlConfigCommand)[0]?.args[0].input).toEqual({
      FunctionName: 'demo',
      AuthType: 'AWS_IAM',
      InvokeMode: 'BUFFERED',
      Cors: {},
    });
  });

  it('is ours only if it is marked, even if it is desired', async () => {
    lambda.on(GetFunctionUrlConfigCommand).resolves({ FunctionUrl: 'https://url/', AuthType: 'NONE' });
    lambda
      .on(ListTagsCommand)
      .resolvesOnce({ Tags: {} })
      .resolves({ Tags: { ...testTags, 'alr:url': 'ours' } });
    expect(await functionUrl.read(testTarget(), 'demo', settings)).toMatchObject({ owner: undefined });
    expect(await functionUrl.read(testTarget(), 'demo', undefined)).toMatchObject({ owner: testIdentity });
  });

  it('is marked when it is taken over', async () => {
    lambda.on(UpdateFunctionUrlConfigCommand).resolves({}).on(TagResourceCommand).resolves({});
    await functionUrl.update(testTarget(), 'demo', settings, { actual, changed: new Set(['mark']) });
    expect(commandNames(lambda)).toEqual(['TagResource', 'UpdateFunctionUrlConfig']);
  });

  it('is unmarked after it is deleted', async () => {
    lambda.on(DeleteFunctionUrlConfigCommand).resolves({});
    lambda.on(UntagResourceCommand).resolves({});
    await functionUrl.remove(testTarget(), 'demo', actual);
    expect(commandNames(lambda)).toEqual(['DeleteFunctionUrlConfig', 'UntagResource']);
  });

  it('reads and writes the CORS settings', async () => {
    const Cors = { AllowOrigins: ['https://example.org'], AllowMethods: ['GET'], MaxAge: 60 };
    lambda.on(GetFunctionUrlConfigCommand).resolves({ FunctionUrl: 'u', AuthType: 'NONE', Cors });
    lambda.on(ListTagsCommand).resolves({});
    const cors = {
      allowOrigins: ['https://example.org'],
      allowMethods: ['GET'],
      allowHeaders: [],
      exposeHeaders: [],
      allowCredentials: false,
      maxAge: 60,
    };
    expect((await functionUrl.read(testTarget(), 'demo', settings))?.settings.cors).toEqual(cors);
    lambda.on(UpdateFunctionUrlConfigCommand).resolves({});
    await functionUrl.update(testTarget(), 'demo', { ...settings, cors }, { actual, changed: new Set(['cors']) });
    expect(lambda.commandCalls(UpdateFunctionUrlConfigCommand)[0]?.args[0].input.Cors).toMatchObject(Cors);
  });

  it('keeps what does not change', async () => {
    lambda.on(UpdateFunctionUrlConfigCommand).resolves({});
    await functionUrl.update(testTarget(), 'demo', settings, { actual, changed: new Set(['invokeMode']) });
    expect(lambda.commandCalls(UpdateFunctionUrlConfigCommand)[0]?.args[0].input).not.toHaveProperty('Cors');
  });

  it('shows CORS settings of others without origins', async () => {
    lambda.on(GetFunctionUrlConfigCommand).resolves({ FunctionUrl: 'u', AuthType: 'NONE', Cors: { MaxAge: 60 } });
    lambda.on(ListTagsCommand).resolves({});
    expect((await functionUrl.read(testTarget(), 'demo', settings))?.settings.cors).toMatchObject({ maxAge: 60 });
  });

  it('is not marked as ours if others create one at the same time', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: {} }).on(TagResourceCommand).resolves({});
    lambda.on(UntagResourceCommand).resolves({});
    const exists = serviceError('ResourceConflictException', 'FunctionUrlConfig exists for this Lambda function');
    lambda.on(CreateFunctionUrlConfigCommand).rejects(exists);
    lambda.on(GetFunctionUrlConfigCommand).resolves({ FunctionUrl: 'u', AuthType: 'NONE' });
    await expect(functionUrl.create(testTarget(), 'demo', settings)).rejects.toThrow('exists');
    expect(lambda.commandCalls(UntagResourceCommand)[0]?.args[0].input.TagKeys).toEqual(['alr:url']);
  });

  it('stays marked if it exists because the response to an earlier attempt was lost', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: {} }).on(TagResourceCommand).resolves({});
    const exists = serviceError('ResourceConflictException', 'FunctionUrlConfig exists for this Lambda function');
    lambda.on(CreateFunctionUrlConfigCommand).rejects(exists);
    lambda.on(GetFunctionUrlConfigCommand).resolves({
      FunctionUrl: 'https://url/',
      AuthType: 'AWS_IAM',
      InvokeMode: 'RESPONSE_STREAM',
    });
    expect(await functionUrl.create(testTarget(), 'demo', settings)).toEqual({ url: 'https://url/' });
    expect(lambda.commandCalls(UntagResourceCommand)).toHaveLength(0);
  });
});
