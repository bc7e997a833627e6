import {
  type AliasConfiguration,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { PROJECT_TAG } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { waitUntilReady } from './function-state.ts';
import { functionArn, readFunctionOwner } from './function-tags.ts';
import { revisionOf } from './revision.ts';

/** The settings of an alias on a published version. */
export interface AliasSettings {
  /** Identifies the code and configuration of the version that it points to; see {@link revisionOf}. */
  readonly revision: string;
  /** The weights of other versions, which get a part of the invocations; null: none. */
  readonly routing: Readonly<Record<string, number>> | null;
  /** Marks the alias as ours, because it has no tags. Its owner is that of the function. */
  readonly description: string;
}

/** An alias of a function, and the published version that it points to. The resource's name is `FUNCTION:ALIAS`. */
export const alias: Kind<AliasSettings> = {
  async read(target, name): Promise<ActualResource<AliasSettings> | undefined> {
    const lambda = target.aws.client(LambdaClient);
    const key = keyOf(name);
    const response = await undefinedIfNotFound(lambda.send(new GetAliasCommand(key)));
    if (response === undefined) return undefined;
    const Qualifier = response.FunctionVersion;
    const version = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: key.FunctionName, Qualifier }),
    );
    const description = response.Description ?? '';
    const isMarked = description === aliasDescription(target.identity.project);
    const owner = isMarked ? await readFunctionOwner(target, functionArn(target)) : undefined;
    const { AdditionalVersionWeights: weights = {} } = response.RoutingConfig ?? {};
    const settings = {
      revision: Qualifier === '$LATEST' ? 'unpublished' : revisionOf(version),
      routing: Object.keys(weights).length === 0 ? null : weights,
      description,
    };
    return { owner, settings, attributes: { version: Qualifier ?? '' } };
  },

  async create(target, name, { description: Description }) {
    const FunctionVersion = await publish(target, name);
    await target.aws
      .client(LambdaClient)
      .send(new CreateAliasCommand({ ...keyOf(name), FunctionVersion, Description }));
    return {};
  },

  async update(target, name, { description: Description }, { actual, changed }) {
    const update = new UpdateAliasCommand({
      ...keyOf(name),
      ...(changed.has('revision') ? { FunctionVersion: await publish(target, name) } : {}),
      ...(changed.has('description') ? { Description } : {}),
      // Otherwise other versions would keep their part of the invocations.
      ...(actual.settings.routing ? { RoutingConfig: { AdditionalVersionWeights: {} } } : {}),
    });
    await target.aws.client(LambdaClient).send(update);
    return {};
  },

  async remove({ aws }, name) {
    await aws.client(LambdaClient).send(new DeleteAliasCommand(keyOf(name)));
  },
};

/** The description that marks an alias as created by the project. */
export function aliasDescription(project: string): string {
  return `${PROJECT_TAG}=${project}`;
}

/** The versions that an alias invokes: its own and, during a canary release, others. */
export function invokedVersions({ FunctionVersion = '', RoutingConfig }: AliasConfiguration): string[] {
  return [FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})];
}

/** Publishes the function's current state. If that is published already, AWS returns the existing version. */
async function publish(target: DeploymentTarget, name: string): Promise<string> {
  const { FunctionName } = keyOf(name);
  const { Version = '' } = await target.aws.client(LambdaClient).send(new PublishVersionCommand({ FunctionName }));
  await waitUntilReady(target, FunctionName, 'ready', Version);
  return Version;
}

function keyOf(name: string): { FunctionName: string; Name: string } {
  const [FunctionName = '', Name = ''] = name.split(':');
  return { FunctionName, Name };
}
