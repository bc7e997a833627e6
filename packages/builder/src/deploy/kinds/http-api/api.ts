import {
  type Api,
  ApiGatewayV2Client,
  CreateApiCommand,
  DeleteApiCommand,
  DeleteCorsConfigurationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
} from '@aws-sdk/client-apigatewayv2';
import { arnOf } from '../../../aws/arn.ts';
import type { Aws } from '../../../aws/connection.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { type CorsSettings, corsOf, corsParameters } from '../../resource/cors.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, Attributes, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { findApi, findApis, oldestFirst } from './find-api.ts';

/** The settings of an HTTP API of API Gateway. */
export interface HttpApiSettings {
  /** null: no access for pages from other origins. */
  readonly cors: CorsSettings | null;
  readonly tags: Tags;
}

/**
 * The HTTP API that all functions of a stage share. AWS gives it an id, and its name need not be unique, so it is recognized
 * by its tags.
 */
export const httpApi: Kind<HttpApiSettings> = {
  // Another one would have another address.
  retain: true,

  async read(target): Promise<ActualResource<HttpApiSettings> | undefined> {
    const api = await findApi(target);
    if (api === undefined) return undefined;
    const { CorsConfiguration, Tags = {} } = api;
    return {
      owner: ownerOf(Tags),
      isShared: true,
      settings: { cors: normalCors(corsOf(CorsConfiguration)), tags: Tags },
      attributes: attributesOf(target.aws, api),
    };
  },

  async create(target, Name, { cors, tags }) {
    const client = target.aws.client(ApiGatewayV2Client);
    const created = await client.send(
      new CreateApiCommand({
        Name,
        ProtocolType: 'HTTP',
        ...(cors === null ? {} : { CorsConfiguration: corsParameters(cors) }),
        Tags: { ...tags },
      }),
    );
    // Another deployment, or a repeated call, has created one at the same time. All keep the oldest.
    const [oldest = created] = oldestFirst([created, ...(await findApis(target))]);
    if (oldest.ApiId !== created.ApiId) await deleteApi(target.aws, created);
    return attributesOf(target.aws, oldest);
  },

  async update({ aws }, _name, { cors, tags: desired }, { actual, changed }) {
    const client = aws.client(ApiGatewayV2Client);
    const ApiId = actual.attributes.id;
    if (changed.has('cors')) {
      await (cors === null
        ? client.send(new DeleteCorsConfigurationCommand({ ApiId }))
        : client.send(new UpdateApiCommand({ ApiId, CorsConfiguration: corsParameters(cors) })));
    }
    if (changed.has('tags')) {
      const ResourceArn = apiArn(aws, ApiId ?? '');
      await updateTags(actual.settings.tags, desired, {
        tag: (Tags) => client.send(new TagResourceCommand({ ResourceArn, Tags: { ...Tags } })),
        untag: (TagKeys) => client.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
      });
    }
    return actual.attributes;
  },

  async remove(target) {
    for (const api of await findApis(target)) await deleteApi(target.aws, api);
  },
};

/** API Gateway changes the case of some of the names. */
export function normalCors(cors: CorsSettings | null): CorsSettings | null {
  if (cors === null) return null;
  const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
  return {
    ...cors,
    allowOrigins: lower(cors.allowOrigins),
    allowHeaders: lower(cors.allowHeaders),
    exposeHeaders: lower(cors.exposeHeaders),
    allowMethods: cors.allowMethods.map((name) => name.toUpperCase()),
  };
}

/** The ARN of an HTTP API for the calls that manage it, which has no account. */
export function apiArn({ partition, region }: Pick<Aws, 'partition' | 'region'>, id: string): string {
  return `arn:${partition}:apigateway:${region}::/apis/${id}`;
}

/** `source` is the ARN with which the API invokes functions. */
function attributesOf(aws: Aws, { ApiId = '', ApiEndpoint = '' }: Pick<Api, 'ApiId' | 'ApiEndpoint'>): Attributes {
  return { id: ApiId, url: ApiEndpoint, source: arnOf(aws, 'execute-api', ApiId) };
}

async function deleteApi(aws: Aws, { ApiId }: Pick<Api, 'ApiId'>): Promise<void> {
  await undefinedIfNotFound(aws.client(ApiGatewayV2Client).send(new DeleteApiCommand({ ApiId })));
}
