import {
  ApiGatewayV2Client,
  CreateStageCommand,
  DeleteStageCommand,
  GetStageCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { apiArn } from './api.ts';
import { findApi } from './find-api.ts';

/** The settings of the stage of an HTTP API. */
export interface ApiStageSettings {
  /** The id of the API. */
  readonly api: string;
  /** Whether each change of the API takes effect at once. */
  readonly autoDeploy: boolean;
  readonly tags: Tags;
}

/** The stage whose name is not part of its address. */
export const DEFAULT_STAGE = '$default';

/** What makes an HTTP API reachable. The resource's name is that of the API. */
export const apiStage: Kind<ApiStageSettings> = {
  async read(target): Promise<ActualResource<ApiStageSettings> | undefined> {
    const api = await findApi(target);
    if (api === undefined) return undefined;
    const get = new GetStageCommand({ ApiId: api.ApiId, StageName: DEFAULT_STAGE });
    const stage = await undefinedIfNotFound(target.aws.client(ApiGatewayV2Client).send(get));
    if (stage === undefined) return undefined;
    const { AutoDeploy = false, Tags = {} } = stage;
    const settings = { api: api.ApiId ?? '', autoDeploy: AutoDeploy, tags: Tags };
    return { owner: ownerOf(Tags), isShared: true, settings, attributes: {} };
  },

  async create({ aws }, _name, { api: ApiId, autoDeploy: AutoDeploy, tags }) {
    const create = new CreateStageCommand({ ApiId, StageName: DEFAULT_STAGE, AutoDeploy, Tags: { ...tags } });
    await aws.client(ApiGatewayV2Client).send(create);
    return {};
  },

  async update({ aws }, _name, { api: ApiId, autoDeploy: AutoDeploy, tags: desired }, { actual, changed }) {
    const client = aws.client(ApiGatewayV2Client);
    if (changed.has('autoDeploy'))
      await client.send(new UpdateStageCommand({ ApiId, StageName: DEFAULT_STAGE, AutoDeploy }));
    if (changed.has('tags')) {
      const ResourceArn = `${apiArn(aws, ApiId)}/stages/${DEFAULT_STAGE}`;
      await updateTags(actual.settings.tags, desired, {
        tag: (Tags) => client.send(new TagResourceCommand({ ResourceArn, Tags: { ...Tags } })),
        untag: (TagKeys) => client.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
      });
    }
    return {};
  },

  async remove({ aws }, _name, { settings: { api: ApiId } }) {
    await aws.client(ApiGatewayV2Client).send(new DeleteStageCommand({ ApiId, StageName: DEFAULT_STAGE }));
  },
};
