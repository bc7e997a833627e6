import {
  ApiGatewayV2Client,
  GetApiMappingsCommand,
  GetDomainNamesCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2';
import { allPages, listRoutes } from '../../kinds/http-api/find-api.ts';
import { DEFAULT_STAGE } from '../../kinds/http-api/stage.ts';
import type { DeploymentTarget } from '../../resource/resource.ts';
import type { FindUsers, User } from './user.ts';

/** The users of an HTTP API: its routes, the stages that others have added, and the domains that lead to it. */
export const httpApiUsers: FindUsers = async (target, { actual: { attributes } }) => {
  const ApiId = attributes.id;
  const client = target.aws.client(ApiGatewayV2Client);
  const [routes, stages, domains] = await Promise.all([
    listRoutes(target, ApiId),
    allPages((NextToken) => client.send(new GetStagesCommand({ ApiId, NextToken }))),
    domainsOf(target, ApiId),
  ]);
  const others = stages.filter(({ StageName }) => StageName !== DEFAULT_STAGE);
  return [
    ...routes.map(({ RouteKey }) => routeAsUser(RouteKey)),
    ...others.map(({ StageName }) => ({ description: `the stage ${StageName}, which this project did not add` })),
    ...domains,
  ];
};

/** The routes that lead to an integration. */
export const integrationUsers: FindUsers = async (target, { actual: { settings, attributes } }) => {
  const api = 'api' in settings ? String(settings.api) : undefined;
  const routes = await listRoutes(target, api);
  return routes
    .filter((route) => route.Target === `integrations/${attributes.id}`)
    .map(({ RouteKey }) => routeAsUser(RouteKey));
};

function routeAsUser(key = ''): User {
  return { id: `route ${key}`, description: `the route ${key}` };
}

async function domainsOf({ aws }: DeploymentTarget, api: string | undefined): Promise<User[]> {
  const client = aws.client(ApiGatewayV2Client);
  const domains = await allPages((NextToken) => client.send(new GetDomainNamesCommand({ NextToken })));
  const users = await Promise.all(
    domains.map(async ({ DomainName }): Promise<User[]> => {
      const mappings = await allPages((NextToken) => client.send(new GetApiMappingsCommand({ DomainName, NextToken })));
      const isUsed = mappings.some(({ ApiId }) => ApiId === api);
      return isUsed ? [{ description: `the domain ${DomainName}` }] : [];
    }),
  );
  return users.flat();
}
