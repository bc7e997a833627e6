import {
  type Api,
  ApiGatewayV2Client,
  GetApisCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  type Integration,
  type Route,
} from '@aws-sdk/client-apigatewayv2';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { isOfStage, isOurs, ownerOf } from '../../resource/identity.ts';
import { entryId } from '../../resource/ids.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';

/** The HTTP API of the project and stage; undefined if there is none. */
export async function findApi(target: DeploymentTarget): Promise<Api | undefined> {
  return (await findApis(target))[0];
}

/**
 * The HTTP APIs of the project and stage, which their tags say. There is one, unless two deployments have created it at the
 * same time; then the oldest comes first.
 */
export async function findApis(target: DeploymentTarget): Promise<Api[]> {
  const client = target.aws.client(ApiGatewayV2Client);
  const all = await allPages((NextToken) => client.send(new GetApisCommand({ NextToken, MaxResults })));
  const ours = all.filter(({ Tags }) => {
    const owner = ownerOf(Tags);
    return isOfStage(owner) && isOurs({ owner, isShared: true }, target);
  });
  return oldestFirst(ours);
}

/** Those with the same time are in the order of their ids, so that all deployments agree. */
export function oldestFirst<Found extends Pick<Api, 'ApiId' | 'CreatedDate'>>(apis: readonly Found[]): Found[] {
  const age = ({ CreatedDate, ApiId }: Found) => `${CreatedDate?.toISOString() ?? ''} ${ApiId}`;
  return apis.toSorted((a, b) => (age(a) < age(b) ? -1 : 1));
}

/** The routes of an HTTP API. */
export async function listRoutes({ aws }: DeploymentTarget, ApiId: string | undefined): Promise<Route[]> {
  const client = aws.client(ApiGatewayV2Client);
  return allPages((NextToken) => client.send(new GetRoutesCommand({ ApiId, NextToken, MaxResults })));
}

/** The integrations of an HTTP API that belong to the function. There is one, unless a call was repeated. */
export async function listOurIntegrations(
  { aws, identity }: DeploymentTarget,
  ApiId: string | undefined,
): Promise<Integration[]> {
  const client = aws.client(ApiGatewayV2Client);
  const all = await allPages((NextToken) => client.send(new GetIntegrationsCommand({ ApiId, NextToken, MaxResults })));
  return all
    .filter(({ Description }) => Description === entryId(identity))
    .sort((a, b) => ((a.IntegrationId ?? '') < (b.IntegrationId ?? '') ? -1 : 1));
}

const MaxResults = '500';

interface Page<Item> {
  readonly Items?: Item[] | undefined;
  readonly NextToken?: string | undefined;
}

/** All items of a list; none if what they belong to does not exist. */
export async function allPages<Item>(get: (token: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await undefinedIfNotFound(get(token));
    items.push(...(page?.Items ?? []));
    token = page?.NextToken;
  } while (token !== undefined);
  return items;
}
