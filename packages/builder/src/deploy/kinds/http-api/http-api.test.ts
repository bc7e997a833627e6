import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  DeleteApiCommand,
  DeleteIntegrationCommand,
  GetApisCommand,
  GetIntegrationsCommand,
  UpdateApiCommand,
} from '@aws-sdk/client-apigatewayv2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { testIdentity, testTarget } from '../../../../test/deployment-target.ts';
import { stageTags } from '../../resource/identity.ts';
import { entryId } from '../../resource/ids.ts';
import { httpApi } from './api.ts';
import { integration } from './integration.ts';

const gateway = mockClient(ApiGatewayV2Client);
afterEach(() => gateway.reset());

const Tags = stageTags(testIdentity);
const api = (ApiId: string, day: number, tags: Record<string, string> = Tags) => ({
  ApiId,
  Name: 'demo-dev',
  ProtocolType: 'HTTP' as const,
  RouteSelectionExpression: '',
  ApiEndpoint: `https://${ApiId}.example`,
  CreatedDate: new Date(Date.UTC(2030, 0, day)),
  Tags: tags,
});

describe('an HTTP API', () => {
  it('is recognized by its tags among others with its name, on all pages', async () => {
    gateway
      .on(GetApisCommand)
      .callsFake(({ NextToken }) =>
        NextToken === undefined
          ? { Items: [api('theirs', 1, {}), api('prod', 1, { ...Tags, 'alr:stage': 'prod' })], NextToken: 'more' }
          : { Items: [api('ours', 2)] },
      );
    expect((await httpApi.read(testTarget(), 'demo-dev', undefined))?.attributes).toMatchObject({
      id: 'ours',
      url: 'https://ours.example',
      source: 'arn:aws:execute-api:eu-central-1:123456789012:ours',
    });
  });

  it('is the oldest if two deployments create one at the same time, and the other goes', async () => {
    gateway.on(CreateApiCommand).resolves(api('second', 2));
    gateway.on(GetApisCommand).resolves({ Items: [api('second', 2), api('first', 1)] });
    gateway.on(DeleteApiCommand).resolves({});
    expect(await httpApi.create(testTarget(), 'demo-dev', { cors: null, tags: Tags })).toMatchObject({ id: 'first' });
    expect(gateway.commandCalls(DeleteApiCommand).map(({ args }) => args[0].input.ApiId)).toEqual(['second']);
  });

  it('is the oldest that is known, also if the list does not have the new one yet', async () => {
    gateway.on(CreateApiCommand).resolves(api('first', 1));
    gateway.on(GetApisCommand).resolves({ Items: [api('second', 2)] });
    expect(await httpApi.create(testTarget(), 'demo-dev', { cors: null, tags: Tags })).toMatchObject({ id: 'first' });
    expect(gateway.commandCalls(DeleteApiCommand)).toEqual([]);
  });

  it('has no difference in names whose case API Gateway changes', async () => {
    const CorsConfiguration = {
      AllowOrigins: ['https://shop.example'],
      AllowHeaders: ['X-Shop'],
      AllowMethods: ['GET'],
    };
    gateway.on(GetApisCommand).resolves({ Items: [{ ...api('ours', 1), CorsConfiguration }] });
    const { settings } = (await httpApi.read(testTarget(), 'demo-dev', undefined)) ?? {};
    expect(settings?.cors).toMatchObject({ allowHeaders: ['x-shop'], allowMethods: ['GET'] });
  });

  it('sends only what differs', async () => {
    gateway.on(UpdateApiCommand).resolves({});
    const cors = { ...emptyCors, allowOrigins: ['*'] };
    const actual = { owner: testIdentity, settings: {}, attributes: { id: 'ours' } };
    await httpApi.update(testTarget(), 'demo-dev', { cors, tags: Tags }, { actual, changed: new Set(['cors']) });
    const inputs = gateway.calls().map(({ args }) => args[0].input);
    expect(inputs).toEqual([{ ApiId: 'ours', CorsConfiguration: expect.objectContaining({ AllowOrigins: ['*'] }) }]);
  });
});

const emptyCors = {
  allowOrigins: [],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
  maxAge: 0,
};

describe('an integration', () => {
  it('exists once, even if the call that creates it is repeated', async () => {
    const ours = (IntegrationId: string) => ({ IntegrationId, Description: entryId(testIdentity) });
    gateway.on(CreateIntegrationCommand).resolves(ours('b'));
    gateway.on(GetIntegrationsCommand).resolves({ Items: [ours('b'), { IntegrationId: 'theirs' }, ours('a')] });
    gateway.on(DeleteIntegrationCommand).resolves({});
    const settings = { api: 'ours', function: 'arn', payloadFormat: '2.0' };
    expect(await integration.create(testTarget(), 'main', settings)).toEqual({ id: 'a' });
    const deleted = gateway.commandCalls(DeleteIntegrationCommand).map(({ args }) => args[0].input.IntegrationId);
    expect(deleted).toEqual(['b']);
  });
});
