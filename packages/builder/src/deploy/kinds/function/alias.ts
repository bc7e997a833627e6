import {
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
import { revisionOf } from './revision.ts';

/** The settings of an alias on a published version. */
export interface AliasSettings {
  /** Identifies the code and configuration of the version that it points to; see {@link revisionOf}. */
  readonly revision: string;
  /** Names the project that the alias belongs to, because an alias has no tags. */
  readonly description: string;
}

/** An alias of a function, and the published version that it points to. The resource's name is `FUNCTION:ALIAS`. */
export const alias: Kind<AliasSettings> = {
  async read({ aws, identity }, name): Promise<ActualResource<AliasSettings> | undefined> {
    const lambda = aws.client(LambdaClient);
    const key = keyOf(name);
    const response = await undefinedIfNotFound(lambda.send(new GetAliasCommand(key)));
    if (response === undefined) return undefined;
    const Qualifier = response.FunctionVersion;
    const version = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: key.FunctionName, Qualifier }),
    );
    const description = response.Description ?? '';
    const owner = description === aliasDescription(identity.project) ? identity : undefined;
    const settings = { revision: Qualifier === '$LATEST' ? 'unpublished' : revisionOf(version), description };
    return { owner, settings, attributes: { version: Qualifier ?? '' } };
  },

  async create(target, name, { description: Description }) {
    const FunctionVersion = await publish(target, name);
    await target.aws
      .client(LambdaClient)
      .send(new CreateAliasCommand({ ...keyOf(name), FunctionVersion, Description }));
    return {};
  },

  async update(target, name, { description: Description }) {
    const FunctionVersion = await publish(target, name);
    await target.aws
      .client(LambdaClient)
      .send(new UpdateAliasCommand({ ...keyOf(name), FunctionVersion, Description }));
    return {};
  },

  async remove({ aws }, name) {
    await aws.client(LambdaClient).send(new DeleteAliasCommand(keyOf(name)));
  },
};

/** The description that marks an alias as the project's. */
export function aliasDescription(project: string): string {
  return `${PROJECT_TAG}=${project}`;
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
