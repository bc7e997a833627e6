import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  type GetFunctionEventInvokeConfigCommandOutput,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { functionArn, readFunctionTags } from './function-tags.ts';

/** What Lambda does with asynchronous invocations of a function or of its alias. */
export interface AsynchronousConfigurationSettings {
  /** The ARN of what gets a record of each invocation that failed for good; null: nothing. */
  readonly onFailure: string | null;
  readonly retries: number;
  /** Seconds. */
  readonly maxAge: number;
  /** `ours` if there is a mark that we created it; `none` otherwise. */
  readonly mark: string;
}

/** What Lambda does if nothing is configured. */
export const asynchronousDefaults = { onFailure: null, retries: 2, maxAge: 21_600 } as const;

/**
 * The configuration for asynchronous invocations. The resource's name is `FUNCTION` or `FUNCTION:ALIAS`. It has no tags,
 * so a tag of the function records that we created it.
 */
export const asynchronousConfiguration: Kind<AsynchronousConfigurationSettings> = {
  async read(target, name): Promise<ActualResource<AsynchronousConfigurationSettings> | undefined> {
    const response = await get(target, name);
    if (response === undefined) return undefined;
    const tags = (await readFunctionTags(target)) ?? {};
    const isMarked = Object.hasOwn(tags, markOf(name));
    return {
      owner: isMarked ? ownerOf(tags) : undefined,
      settings: {
        onFailure: response.DestinationConfig?.OnFailure?.Destination ?? asynchronousDefaults.onFailure,
        retries: response.MaximumRetryAttempts ?? asynchronousDefaults.retries,
        maxAge: response.MaximumEventAgeInSeconds ?? asynchronousDefaults.maxAge,
        mark: isMarked ? 'ours' : 'none',
      },
      attributes: {},
    };
  },

  async create(target, name, settings) {
    await writeMark(target, name);
    return put(target, name, settings);
  },

  async update(target, name, settings, { changed }) {
    if (changed.has('mark')) await writeMark(target, name);
    return put(target, name, settings);
  },

  async remove(target, name) {
    const lambda = target.aws.client(LambdaClient);
    await undefinedIfNotFound(lambda.send(new DeleteFunctionEventInvokeConfigCommand(keyOf(name))));
    const untag = new UntagResourceCommand({ Resource: functionArn(target), TagKeys: [markOf(name)] });
    await undefinedIfNotFound(lambda.send(untag));
  },
};

const MARK = 'alr:async';

/** The names of the configurations that the tags of a function record. */
export function markedConfigurations(functionName: string, tags: Tags): string[] {
  return Object.keys(tags).flatMap((tag) => {
    if (tag === MARK) return [functionName];
    return tag.startsWith(`${MARK}:`) ? [`${functionName}:${tag.slice(MARK.length + 1)}`] : [];
  });
}

function markOf(name: string): string {
  const { Qualifier } = keyOf(name);
  return Qualifier === undefined ? MARK : `${MARK}:${Qualifier}`;
}

async function writeMark(target: DeploymentTarget, name: string): Promise<void> {
  const Tags = { [markOf(name)]: 'ours' };
  await target.aws.client(LambdaClient).send(new TagResourceCommand({ Resource: functionArn(target), Tags }));
}

async function get(
  { aws }: DeploymentTarget,
  name: string,
): Promise<GetFunctionEventInvokeConfigCommandOutput | undefined> {
  return undefinedIfNotFound(aws.client(LambdaClient).send(new GetFunctionEventInvokeConfigCommand(keyOf(name))));
}

/** The call replaces the whole configuration, so it repeats the destination of successes, which we do not manage. */
async function put(
  target: DeploymentTarget,
  name: string,
  { onFailure, retries, maxAge }: AsynchronousConfigurationSettings,
): Promise<Record<string, never>> {
  await changeShared(target.aws, async () => {
    const { OnSuccess } = (await get(target, name))?.DestinationConfig ?? {};
    const DestinationConfig = {
      ...(OnSuccess?.Destination === undefined ? {} : { OnSuccess }),
      ...(onFailure === null ? {} : { OnFailure: { Destination: onFailure } }),
    };
    const put = new PutFunctionEventInvokeConfigCommand({
      ...keyOf(name),
      MaximumRetryAttempts: retries,
      MaximumEventAgeInSeconds: maxAge,
      ...(Object.keys(DestinationConfig).length === 0 ? {} : { DestinationConfig }),
    });
    await target.aws.client(LambdaClient).send(put);
  });
  return {};
}

function keyOf(name: string): { FunctionName: string; Qualifier?: string } {
  const [FunctionName = '', Qualifier] = name.split(':');
  return Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
}
