import {
  ApiGatewayV2Client,
  CreateRouteCommand,
  DeleteRouteCommand,
  type Route,
  UpdateRouteCommand,
} from '@aws-sdk/client-apigatewayv2';
import type { Owner } from '../../resource/identity.ts';
import { entryId, isEntry } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { findApi, listRoutes } from './find-api.ts';

/** The settings of a route of an HTTP API. */
export interface RouteSettings {
  /** The id of the API. */
  readonly api: string;
  /** The id of the integration that the requests go to. */
  readonly integration: string;
}

/**
 * The requests of an HTTP API that the function handles. A route has no tags, so its operation name is the id of the
 * function's entries. The resource's name is the key of the route, such as `GET /orders`.
 */
export const route: Kind<RouteSettings> = {
  async read(target, name, desired): Promise<ActualResource<RouteSettings> | undefined> {
    const api = await findApi(target);
    if (api === undefined) return undefined;
    const found = (await listRoutes(target, api.ApiId)).find(({ RouteKey }) => RouteKey === name);
    if (found === undefined) return undefined;
    const { Target = '', RouteId = '' } = found;
    return {
      owner: ownerOfRoute(found, target, desired !== undefined),
      settings: { api: api.ApiId ?? '', integration: Target.replace('integrations/', '') },
      attributes: { id: RouteId },
    };
  },

  async create({ aws, identity }, RouteKey, settings) {
    const create = new CreateRouteCommand({ ApiId: settings.api, RouteKey, ...parametersOf(settings, identity) });
    return { id: (await aws.client(ApiGatewayV2Client).send(create)).RouteId ?? '' };
  },

  async update({ aws, identity }, _name, settings, { actual: { attributes } }) {
    const { id: RouteId = '' } = attributes;
    const update = new UpdateRouteCommand({ ApiId: settings.api, RouteId, ...parametersOf(settings, identity) });
    await aws.client(ApiGatewayV2Client).send(update);
    return { id: RouteId };
  },

  async remove({ aws }, _name, { settings: { api: ApiId }, attributes: { id: RouteId } }) {
    await aws.client(ApiGatewayV2Client).send(new DeleteRouteCommand({ ApiId, RouteId }));
  },
};

/** The keys of the routes of an HTTP API that belong to the function. */
export async function listOurRoutes(target: DeploymentTarget, api: string | undefined): Promise<string[]> {
  const mark = entryId(target.identity);
  const routes = await listRoutes(target, api);
  return routes.filter(({ OperationName }) => OperationName === mark).map(({ RouteKey = '' }) => RouteKey);
}

/**
 * A route leads to one function. If it moves from one function of the stage to another, that one takes it over, so that it
 * leads somewhere at every moment.
 */
function ownerOfRoute(
  { OperationName = '' }: Route,
  { identity }: DeploymentTarget,
  isWanted: boolean,
): Owner | undefined {
  if (OperationName === entryId(identity)) return identity;
  // The API belongs to the stage, and so do all routes in it that a deployment has marked.
  if (!isEntry(OperationName)) return undefined;
  return isWanted ? identity : { ...identity, function: undefined };
}

function parametersOf({ integration }: RouteSettings, identity: DeploymentTarget['identity']) {
  return { Target: `integrations/${integration}`, OperationName: entryId(identity) };
}
