import {
  type Cors,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  type FunctionUrlAuthType,
  GetFunctionUrlConfigCommand,
  type InvokeMode,
  LambdaClient,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { arnOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import type { ActualResource, Attributes, DeploymentTarget, Kind } from '../../resource/resource.ts';

/** How a function is reached over HTTP. */
export interface FunctionUrlSettings {
  /** AWS_IAM or NONE. */
  readonly authType: string;
  /** RESPONSE_STREAM or BUFFERED. */
  readonly invokeMode: string;
  /** null: pages of other origins may not call. */
  readonly cors: CorsSettings | null;
}

/** Which pages of other origins may call. */
export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

/**
 * The URL of the function, or of its alias; its name is `FUNCTION` or `FUNCTION:ALIAS`. A URL has neither tags nor a
 * name, so a tag of the function says that we made it.
 */
export const functionUrl: Kind<FunctionUrlSettings> = {
  async read(target, name, wanted): Promise<ActualResource<FunctionUrlSettings> | undefined> {
    const lambda = target.aws.client(LambdaClient);
    const found = await undefinedIfNotFound(lambda.send(new GetFunctionUrlConfigCommand(keyOf(name))));
    if (found === undefined) return undefined;
    const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource: functionArn(target) }));
    const isOurs = wanted !== undefined || markOf(name) in Tags;
    return {
      owner: isOurs ? target.project : undefined,
      settings: {
        authType: found.AuthType ?? '',
        invokeMode: found.InvokeMode ?? 'BUFFERED',
        cors: corsOf(found.Cors),
      },
      attributes: { url: found.FunctionUrl ?? '' },
    };
  },

  async create(target, name, settings) {
    const lambda = target.aws.client(LambdaClient);
    const Resource = functionArn(target);
    const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource }));
    if (!(markOf(name) in Tags)) {
      await lambda.send(new TagResourceCommand({ Resource, Tags: { [markOf(name)]: 'ours' } }));
    }
    return urlOf(await lambda.send(new CreateFunctionUrlConfigCommand({ ...keyOf(name), ...parametersOf(settings) })));
  },

  async update(target, name, settings) {
    const update = new UpdateFunctionUrlConfigCommand({ ...keyOf(name), ...parametersOf(settings) });
    return urlOf(await target.aws.client(LambdaClient).send(update));
  },

  async remove(target, name) {
    const lambda = target.aws.client(LambdaClient);
    await undefinedIfNotFound(lambda.send(new DeleteFunctionUrlConfigCommand(keyOf(name))));
    await lambda.send(new UntagResourceCommand({ Resource: functionArn(target), TagKeys: [markOf(name)] }));
  },
};

function functionArn({ aws, functionName }: DeploymentTarget): string {
  return arnOf(aws, 'lambda', `function:${functionName}`);
}

function markOf(name: string): string {
  const { Qualifier } = keyOf(name);
  return Qualifier === undefined ? 'alr:url' : `alr:url:${Qualifier}`;
}

function keyOf(name: string): { FunctionName: string; Qualifier?: string } {
  const [FunctionName = '', Qualifier] = name.split(':');
  return Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
}

function urlOf({ FunctionUrl }: { FunctionUrl: string | undefined }): Attributes {
  return { url: FunctionUrl ?? '' };
}

function corsOf(cors: Cors | undefined): CorsSettings | null {
  if (cors?.AllowOrigins === undefined || cors.AllowOrigins.length === 0) return null;
  return {
    allowOrigins: cors.AllowOrigins,
    allowMethods: cors.AllowMethods ?? [],
    allowHeaders: cors.AllowHeaders ?? [],
    exposeHeaders: cors.ExposeHeaders ?? [],
    allowCredentials: cors.AllowCredentials ?? false,
    maxAge: cors.MaxAge ?? 0,
  };
}

function parametersOf({ authType, invokeMode, cors }: FunctionUrlSettings) {
  return {
    // this and the next are validated with the configuration
    AuthType: authType as FunctionUrlAuthType,
    InvokeMode: invokeMode as InvokeMode,
    // an empty one takes the former one away
    Cors: cors === null ? {} : corsParameters(cors),
  };
}

function corsParameters(cors: CorsSettings): Cors {
  return {
    AllowOrigins: [...cors.allowOrigins],
    AllowMethods: [...cors.allowMethods],
    AllowHeaders: [...cors.allowHeaders],
    ExposeHeaders: [...cors.exposeHeaders],
    AllowCredentials: cors.allowCredentials,
    MaxAge: cors.maxAge,
  };
}
