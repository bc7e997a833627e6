import {
  ApiGatewayV2Client,
  CreateIntegrationCommand,
  DeleteIntegrationCommand,
  type Integration,
  UpdateIntegrationCommand,
} from '@aws-sdk/client-apigatewayv2';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { entryId } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { findApi, listOurIntegrations } from './find-api.ts';

/** The settings of the integration of a function in an HTTP API. */
export interface IntegrationSettings {
  /** The id of the API. */
  readonly api: string;
  /** The ARN of the function or of its alias. */
  readonly function: string;
  /** The version of the format of the events. */
  readonly payloadFormat: string;
}

/**
 * How an HTTP API invokes the function. An integration has no tags, so its description is the id of the function's entries.
 * The resource's name is that of the function in its project.
 */
export const integration: Kind<IntegrationSettings> = {
  async read(target): Promise<ActualResource<IntegrationSettings> | undefined> {
    const api = await findApi(target);
    if (api === undefined) return undefined;
    const [ours] = await listOurIntegrations(target, api.ApiId);
    if (ours === undefined) return undefined;
    const { IntegrationUri = '', PayloadFormatVersion = '', IntegrationId = '' } = ours;
    const settings = { api: api.ApiId ?? '', function: IntegrationUri, payloadFormat: PayloadFormatVersion };
    return { owner: target.identity, settings, attributes: { id: IntegrationId } };
  },

  async create(target, _name, settings) {
    const create = new CreateIntegrationCommand({
      ApiId: settings.api,
      IntegrationType: 'AWS_PROXY',
      Description: entryId(target.identity),
      ...parametersOf(settings),
    });
    const created = await target.aws.client(ApiGatewayV2Client).send(create);
    // A repeated call, or another deployment, has created one at the same time. All keep the first.
    const [first = created, ...others] = await listOurIntegrations(target, settings.api);
    for (const other of others) await deleteIntegration(target, settings.api, other);
    return { id: first.IntegrationId ?? '' };
  },

  async update({ aws }, _name, settings, { actual: { attributes } }) {
    const { id: IntegrationId = '' } = attributes;
    const update = new UpdateIntegrationCommand({ ApiId: settings.api, IntegrationId, ...parametersOf(settings) });
    await aws.client(ApiGatewayV2Client).send(update);
    return { id: IntegrationId };
  },

  async remove(target, _name, { settings: { api } }) {
    for (const ours of await listOurIntegrations(target, api)) await deleteIntegration(target, api, ours);
  },
};

function parametersOf({ function: IntegrationUri, payloadFormat: PayloadFormatVersion }: IntegrationSettings) {
  return { IntegrationUri, PayloadFormatVersion };
}

async function deleteIntegration(
  { aws }: DeploymentTarget,
  ApiId: string | undefined,
  { IntegrationId }: Pick<Integration, 'IntegrationId'>,
): Promise<void> {
  const remove = new DeleteIntegrationCommand({ ApiId, IntegrationId });
  await undefinedIfNotFound(aws.client(ApiGatewayV2Client).send(remove));
}
