import {
  ApiGatewayV2Client,
  GetApiMappingsCommand,
  GetApisCommand,
  GetDomainNamesCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2';
import type { Aws } from '../../../src/aws/connection.ts';
import { type Entry, lasting } from './entry.ts';

/** Reads the HTTP APIs with their stages, integrations and routes, and the domains that lead to them. */
export async function readHttpApis(aws: Aws): Promise<Entry[]> {
  const client = aws.client(ApiGatewayV2Client);
  const [{ Items: apis = [] }, { Items: domains = [] }] = await Promise.all([
    client.send(new GetApisCommand()),
    client.send(new GetDomainNamesCommand()),
  ]);
  const ofApis = apis.map(async ({ ApiId = '', Name, Tags = {}, ...api }): Promise<Entry[]> => {
    const id = `http api ${aws.region} ${Name}/${ApiId}`;
    const [{ Items: stages = [] }, { Items: integrations = [] }, { Items: routes = [] }] = await Promise.all([
      client.send(new GetStagesCommand({ ApiId })),
      client.send(new GetIntegrationsCommand({ ApiId })),
      client.send(new GetRoutesCommand({ ApiId })),
    ]);
    const part = (kind: string, name: string | undefined, content: object) => ({
      id: `${kind} ${aws.region} ${Name}/${ApiId}/${name}`,
      partOf: id,
      content: lasting(content, 'LastUpdatedDate', 'CreatedDate'),
    });
    return [
      { id, tags: Tags, content: lasting(api) },
      ...stages.map((stage) => part('api stage', stage.StageName, stage)),
      ...integrations.map((each) => part('integration', each.IntegrationId, each)),
      ...routes.map((route) => part('route', route.RouteKey, route)),
    ];
  });
  const ofDomains = domains.map(async ({ DomainName }): Promise<Entry> => {
    const { Items = [] } = await client.send(new GetApiMappingsCommand({ DomainName }));
    return { id: `domain ${aws.region} ${DomainName}`, content: Items };
  });
  return (await Promise.all([...ofApis, ...ofDomains])).flat();
}
