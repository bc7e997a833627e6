import { findApi, listOurIntegrations } from '../kinds/http-api/find-api.ts';
import { listOurRoutes } from '../kinds/http-api/route.ts';
import type { ResourceKey } from '../kinds/kinds.ts';
import type { DeploymentTarget } from '../resource/resource.ts';
import { emptyIfForbidden } from './empty-if-forbidden.ts';

/** The integration and the routes of the function in the HTTP API of the stage. */
export async function discoverHttpApi(target: DeploymentTarget): Promise<ResourceKey[]> {
  return emptyIfForbidden(discoverEntries(target));
}

async function discoverEntries(target: DeploymentTarget): Promise<ResourceKey[]> {
  const api = await findApi(target);
  if (api === undefined) return [];
  const [integrations, routes] = await Promise.all([
    listOurIntegrations(target, api.ApiId),
    listOurRoutes(target, api.ApiId),
  ]);
  return [
    ...(integrations.length > 0 ? [{ kind: 'integration', name: target.identity.function } as const] : []),
    ...routes.map((name): ResourceKey => ({ kind: 'route', name })),
  ];
}
