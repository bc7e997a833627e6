import {
  type Architecture,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { nameOf } from '../../../aws/arn.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { changeShared } from '../../../aws/retrying-client.ts';
import { ExpectedError } from '../../../terminal/expected-error.ts';
import { updateTags } from '../../resource/configured-tags.ts';
import { ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { FORMER_ROLE_TAG, type Tags } from '../../resource/tags.ts';
import { mappingsOfFunction, withoutSilent } from './event-source-mappings.ts';
import {
  allParametersOf,
  keepUnmanaged,
  type LambdaFunctionSettings,
  parametersOf,
  settingsOf,
} from './function-settings.ts';
import { waitUntilReady } from './function-state.ts';
import { functionArn } from './function-tags.ts';
import { revisionOf } from './revision.ts';
import { recordRole, roleTag } from './role-mark.ts';

/** AWS cannot change a function from a Zip archive to an image. */
export class ZipFunctionError extends ExpectedError {
  override get name(): string {
    return 'ZipFunctionError';
  }
}

/** A Lambda function. */
export const lambdaFunction: Kind<LambdaFunctionSettings> = {
  secret: ['environment'],
  retain: true,

  async read({ aws }, name): Promise<ActualResource<LambdaFunctionSettings> | undefined> {
    const response = await undefinedIfNotFound(
      aws.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: name })),
    );
    if (response?.Configuration === undefined) return undefined;
    return {
      owner: ownerOf(response.Tags),
      settings: settingsOf(response, response.Configuration, await mappingsOfFunction(aws, name)),
      attributes: {
        revision: revisionOf(response.Configuration),
        packageType: response.Configuration.PackageType ?? 'Image',
      },
    };
  },

  async create(target, name, settings) {
    // The mappings of a function outlive it.
    const safe = await withSafeReports(target, name, settings);
    const create = new CreateFunctionCommand({
      ...allParametersOf(safe),
      FunctionName: name,
      PackageType: 'Image',
      Code: { ImageUri: settings.image },
      Architectures: architecturesOf(settings),
      Role: settings.role,
      Tags: { ...settings.tags, ...roleTag(settings) },
    });
    await target.aws.client(LambdaClient).send(create);
    const created = await waitUntilReady(target, name);
    if (settings.concurrency !== null) await putConcurrency(target, name, settings);
    return { revision: revisionOf(created) };
  },

  async update(target, name, settings, { actual, changed }) {
    if (actual.attributes.packageType === 'Zip') {
      throw new ZipFunctionError(
        `the function ${name} runs a Zip archive, and AWS cannot change it to an image: choose another lambda.name`,
      );
    }
    await waitUntilReady(target, name, 'settled');
    if (changed.has('role')) await recordFormerRole(target, name, actual);
    const { tag, roleMark, isOnlyMarked } = recordRole(settings, actual.settings, changed);
    if (tag !== undefined) await setTags(target, name, tag);
    const names = [...changed].filter((setting) => setting !== 'roleId' || !isOnlyMarked);
    await putConfiguration(target, name, { ...settings, roleMark }, names);
    if (changed.has('image') || changed.has('architecture') || isFailed(actual)) {
      await putCode(target, name, settings, actual);
    }
    if (changed.has('concurrency')) await putConcurrency(target, name, settings);
    if (changed.has('tags')) {
      const Resource = functionArn({ ...target, functionName: name });
      const lambda = target.aws.client(LambdaClient);
      await updateTags(actual.settings.tags, settings.tags, {
        tag: (Tags) => lambda.send(new TagResourceCommand({ Resource, Tags })),
        untag: (TagKeys) => lambda.send(new UntagResourceCommand({ Resource, TagKeys })),
      });
    }
    return { revision: revisionOf(await waitUntilReady(target, name)) };
  },

  async remove(target, name, actual) {
    if (name !== target.functionName) await undefinedIfNotFound(recordFormerRole(target, target.functionName, actual));
    await target.aws.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: name }));
  },
};

/** AWS retries a failed change if it receives the same code again. */
function isFailed({ settings }: ActualResource<LambdaFunctionSettings>): boolean {
  return settings.state?.startsWith('failed') ?? false;
}

/**
 * Records a former role in a tag of our function. Roles are discovered only through functions, so this is how a
 * teardown finds the role of an earlier configuration, or of a function that had another name.
 */
async function recordFormerRole(
  { aws }: DeploymentTarget,
  name: string,
  { settings }: ActualResource<LambdaFunctionSettings>,
): Promise<void> {
  const lambda = aws.client(LambdaClient);
  const Resource = functionArn({ aws, functionName: name });
  const former = nameOf(settings.role ?? '');
  const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource }));
  if (Tags[FORMER_ROLE_TAG] === former) return;
  await setTags({ aws }, name, { [FORMER_ROLE_TAG]: former });
}

async function setTags({ aws }: Pick<DeploymentTarget, 'aws'>, name: string, Tags: Tags): Promise<void> {
  const Resource = functionArn({ aws, functionName: name });
  await aws.client(LambdaClient).send(new TagResourceCommand({ Resource, Tags }));
}

async function putConfiguration(
  target: DeploymentTarget,
  name: string,
  settings: LambdaFunctionSettings,
  changed: readonly string[],
): Promise<void> {
  if (parametersOf(settings, changed) === undefined) return;
  const lambda = target.aws.client(LambdaClient);
  let safe = settings;
  do {
    await changeShared(target.aws, async () => {
      safe = await withSafeReports(target, name, settings);
      const names = safe === settings ? changed : [...changed, 'partialBatchResponse'];
      const current = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      const parameters = keepUnmanaged(parametersOf(safe, names) ?? {}, current);
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, ...parameters }));
    });
    await waitUntilReady(target, name);
    // Another deployment may have changed a mapping in the meantime.
  } while (safe !== (await withSafeReports(target, name, safe)));
}

/**
 * Leaves out the sources with a mapping that ignores a report of failed records. The same settings are returned if there
 * is none.
 */
async function withSafeReports(
  { aws }: DeploymentTarget,
  name: string,
  settings: LambdaFunctionSettings,
): Promise<LambdaFunctionSettings> {
  const { partialBatchResponse: sources } = settings;
  if (sources.length === 0) return settings;
  const partialBatchResponse = withoutSilent(sources, await mappingsOfFunction(aws, name));
  return partialBatchResponse.length === sources.length ? settings : { ...settings, partialBatchResponse };
}

async function putCode(
  target: DeploymentTarget,
  name: string,
  settings: LambdaFunctionSettings,
  actual: ActualResource<LambdaFunctionSettings>,
): Promise<void> {
  const update = new UpdateFunctionCodeCommand({
    FunctionName: name,
    ImageUri: settings.image ?? actual.settings.image,
    Architectures: architecturesOf(settings),
  });
  await target.aws.client(LambdaClient).send(update);
  await waitUntilReady(target, name);
}

async function putConcurrency(
  { aws }: DeploymentTarget,
  FunctionName: string,
  { concurrency }: LambdaFunctionSettings,
): Promise<void> {
  const lambda = aws.client(LambdaClient);
  await (concurrency === null
    ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
    : lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: concurrency })));
}

function architecturesOf({ architecture }: LambdaFunctionSettings): Architecture[] {
  // The configuration has been validated.
  return [architecture as Architecture];
}
