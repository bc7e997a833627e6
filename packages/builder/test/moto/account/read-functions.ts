import {
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import type { Aws } from '../../../src/aws/connection.ts';
import { type Entry, ifAny, lasting, policyEntries } from './entry.ts';

/** Reads the functions with all their parts, and the event source mappings. */
export async function readFunctions(aws: Aws): Promise<Entry[]> {
  const lambda = aws.client(LambdaClient);
  const [{ Functions = [] }, { EventSourceMappings = [] }] = await Promise.all([
    lambda.send(new ListFunctionsCommand()),
    lambda.send(new ListEventSourceMappingsCommand()),
  ]);
  const functions = Functions.map(({ FunctionName = '' }) => readFunction(aws, FunctionName));
  const mappings = EventSourceMappings.map(async ({ UUID = '', EventSourceMappingArn, ...mapping }) => {
    const Resource = EventSourceMappingArn;
    const tags = Resource === undefined ? {} : (await lambda.send(new ListTagsCommand({ Resource }))).Tags;
    return [
      { id: `mapping ${aws.region} ${UUID}`, tags: tags ?? {}, content: lasting(mapping, 'LastProcessingResult') },
    ];
  });
  return (await Promise.all([...functions, ...mappings])).flat();
}

async function readFunction(aws: Aws, FunctionName: string): Promise<Entry[]> {
  const lambda = aws.client(LambdaClient);
  const key = { FunctionName };
  const id = `function ${aws.region} ${FunctionName}`;
  const [all, versions, aliases, policy, urls, asynchronous] = await Promise.all([
    lambda.send(new GetFunctionCommand(key)),
    lambda.send(new ListVersionsByFunctionCommand(key)),
    lambda.send(new ListAliasesCommand(key)),
    ifAny(lambda.send(new GetPolicyCommand(key))),
    lambda.send(new ListFunctionUrlConfigsCommand(key)),
    ifAny(lambda.send(new GetFunctionEventInvokeConfigCommand(key))),
  ]);
  const published = (versions.Versions ?? []).filter(({ Version }) => Version !== '$LATEST');
  return [
    {
      id,
      tags: all.Tags ?? {},
      content: {
        ...lasting(all.Configuration),
        image: all.Code?.ImageUri,
        concurrency: all.Concurrency?.ReservedConcurrentExecutions,
        asynchronous: asynchronous && lasting(asynchronous),
      },
    },
    ...published.map((version) => ({
      id: `version ${aws.region} ${FunctionName}:${version.Version}`,
      partOf: id,
      content: lasting(version),
    })),
    ...(aliases.Aliases ?? []).map((alias) => ({
      id: `alias ${aws.region} ${FunctionName}:${alias.Name}`,
      partOf: id,
      content: lasting(alias),
    })),
    ...policyEntries('function', id, policy?.Policy),
    ...(urls.FunctionUrlConfigs ?? []).map((url) => ({
      id: `function url ${aws.region} ${url.FunctionArn?.split(':function:')[1]}`,
      partOf: id,
      content: lasting(url, 'LastModifiedTime'),
    })),
  ];
}
