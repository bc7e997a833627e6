import { isDeepStrictEqual } from 'node:util';
import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  type FunctionUrlAuthType,
  GetFunctionUrlConfigCommand,
  type GetFunctionUrlConfigCommandOutput,
  type InvokeMode,
  LambdaClient,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { isAlreadyExists } from '../../../aws/already-exists.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { type CorsSettings, corsOf, corsParameters } from '../../resource/cors.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, Attributes, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { functionArn, readFunctionTags } from './function-tags.ts';

/** The settings of a function URL. */
export interface FunctionUrlSettings {
  /** AWS_IAM or NONE. */
  readonly authType: string;
  /** RESPONSE_STREAM or BUFFERED. */
  readonly invokeMode: string;
  /** null: no access for pages from other origins. */
  readonly cors: CorsSettings | null;
  /** `ours` if there is a mark that we created it; `none` otherwise. */
  readonly mark: string;
}

/**
 * The URL of the function or of its alias. The resource's name is `FUNCTION` or `FUNCTION:ALIAS`. A URL has neither tags
 * nor a name, so a tag of the function records that we created it.
 */
export const functionUrl: Kind<FunctionUrlSettings> = {
  async read(target, name): Promise<ActualResource<FunctionUrlSettings> | undefined> {
    const lambda = target.aws.client(LambdaClient);
    const response = await undefinedIfNotFound(lambda.send(new GetFunctionUrlConfigCommand(keyOf(name))));
    if (response === undefined) return undefined;
    const tags = (await readFunctionTags(target)) ?? {};
    const isMarked = Object.hasOwn(tags, markerTag(name));
    return {
      owner: isMarked ? ownerOf(tags) : undefined,
      settings: { ...settingsOf(response), mark: isMarked ? 'ours' : 'none' },
      attributes: { url: response.FunctionUrl ?? '' },
    };
  },

  async create(target, name, settings) {
    const lambda = target.aws.client(LambdaClient);
    const Resource = functionArn(target);
    const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource }));
    const isMarked = Object.hasOwn(Tags, markerTag(name));
    if (!isMarked) await mark(target, name);
    try {
      return urlOf(
        await lambda.send(new CreateFunctionUrlConfigCommand({ ...keyOf(name), ...parametersOf(settings) })),
      );
    } catch (error) {
      if (isMarked || !isAlreadyExists(error)) throw error;
      const existing = await lambda.send(new GetFunctionUrlConfigCommand(keyOf(name)));
      // The SDK repeats a call whose response was lost, although AWS has carried it out.
      if (isDeepStrictEqual(settingsOf(existing), { ...settings, mark: undefined })) return urlOf(existing);
      // Others have created one in the meantime.
      await lambda.send(new UntagResourceCommand({ Resource, TagKeys: [markerTag(name)] }));
      throw error;
    }
  },

  async update(target, name, settings, { changed }) {
    if (changed.has('mark')) await mark(target, name);
    const update = new UpdateFunctionUrlConfigCommand({ ...keyOf(name), ...parametersOf(settings, changed) });
    return urlOf(await target.aws.client(LambdaClient).send(update));
  },

  async remove(target, name) {
    const lambda = target.aws.client(LambdaClient);
    await undefinedIfNotFound(lambda.send(new DeleteFunctionUrlConfigCommand(keyOf(name))));
    await lambda.send(new UntagResourceCommand({ Resource: functionArn(target), TagKeys: [markerTag(name)] }));
  },
};

/** The tag of the function that records that we created the URL. */
function markerTag(name: string): string {
  const { Qualifier } = keyOf(name);
  return Qualifier === undefined ? 'alr:url' : `alr:url:${Qualifier}`;
}

async function mark(target: DeploymentTarget, name: string): Promise<void> {
  const Tags = { [markerTag(name)]: 'ours' };
  await target.aws.client(LambdaClient).send(new TagResourceCommand({ Resource: functionArn(target), Tags }));
}

function keyOf(name: string): { FunctionName: string; Qualifier?: string } {
  const [FunctionName = '', Qualifier] = name.split(':');
  return Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
}

function urlOf({ FunctionUrl }: { FunctionUrl: string | undefined }): Attributes {
  return { url: FunctionUrl ?? '' };
}

function settingsOf({ AuthType, InvokeMode, Cors }: GetFunctionUrlConfigCommandOutput) {
  return { authType: AuthType ?? '', invokeMode: InvokeMode ?? 'BUFFERED', cors: corsOf(Cors), mark: undefined };
}

/** The parameters for some settings; by default, for all. What is not sent stays as it is. */
function parametersOf(
  { authType, invokeMode, cors }: FunctionUrlSettings,
  changed: ReadonlySet<string> = new Set(['authType', 'invokeMode', 'cors']),
) {
  return {
    // Both have been validated with the configuration. The authentication type is required.
    AuthType: authType as FunctionUrlAuthType,
    ...(changed.has('invokeMode') ? { InvokeMode: invokeMode as InvokeMode } : {}),
    // An empty object removes the current settings.
    ...(changed.has('cors') ? { Cors: cors === null ? {} : corsParameters(cors) } : {}),
  };
}
