import {
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { parseArn } from '../../aws/arn.ts';
import { isForbidden } from '../../aws/aws-error.ts';
import type { Aws } from '../../aws/connection.ts';
import { readResource } from '../actual/inspect.ts';
import type { ActualResource, DeploymentTarget } from '../resource/resource.ts';
import { type PolicyStatement, parseStatements } from '../resource/resource-policy.ts';

/** A role may not send to a destination of failures. */
export interface MissingGrant {
  readonly destination: string;
  readonly action: string;
}

/**
 * Finds a destination of what fails for good to which the role of a version may not send. Lambda sends with the role of the
 * version that failed, and what it cannot send is lost.
 *
 * @param role the name of the role
 * @param mappings the mappings to the alias
 */
export async function findMissingGrant(
  target: DeploymentTarget,
  alias: string,
  role: { readonly name: string; readonly arn: string },
  mappings: readonly ActualResource[],
): Promise<MissingGrant | undefined> {
  const { aws, functionName } = target;
  const get = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  // The policies of the function's own role have been deployed together with the destinations.
  if ((await aws.client(LambdaClient).send(get)).Role === role.arn) return undefined;
  const key = { kind: 'asynchronous configuration', name: `${functionName}:${alias}` } as const;
  const asynchronous = await readResource(target, key);
  const destinations = [asynchronous, ...mappings].flatMap((each) => destinationOf(each) ?? []);
  if (destinations.length === 0) return undefined;
  const statements = await statementsOfRole(aws, role.name);
  if (statements === undefined) return undefined;
  return destinations
    .map((destination) => ({ destination, action: actionFor(destination) }))
    .find(({ destination, action }) => !statements.some((statement) => mayAllow(statement, action, destination)));
}

function destinationOf(actual: ActualResource | undefined): string | undefined {
  const { settings = {} } = actual ?? {};
  return 'onFailure' in settings && typeof settings.onFailure === 'string' ? settings.onFailure : undefined;
}

function actionFor(destination: string): string {
  const actions: Readonly<Record<string, string>> = {
    sqs: 'sqs:SendMessage',
    sns: 'sns:Publish',
    lambda: 'lambda:InvokeFunction',
    events: 'events:PutEvents',
    s3: 's3:PutObject',
  };
  return actions[parseArn(destination)?.service ?? ''] ?? '';
}

/** AWS's managed policies for the sources of functions. None of them allows sending to a destination. */
const withoutDestinations = /:iam::aws:policy\/(service-role\/AWSLambda\w+ExecutionRole|AWSXRayDaemonWriteAccess)$/;

/** The statements of the inline policies of a role; undefined if its other policies may allow more, or are not known. */
async function statementsOfRole(aws: Aws, RoleName: string): Promise<PolicyStatement[] | undefined> {
  const client = aws.client(IAMClient);
  try {
    for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client }, { RoleName })) {
      if (!AttachedPolicies.every(({ PolicyArn = '' }) => withoutDestinations.test(PolicyArn))) return undefined;
    }
    const statements: PolicyStatement[] = [];
    for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
      for (const PolicyName of PolicyNames) {
        const { PolicyDocument = '' } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        statements.push(...parseStatements(decodeURIComponent(PolicyDocument)));
      }
    }
    return statements;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Whether a statement may allow an action. What it excludes, and its conditions, are not looked at. */
function mayAllow({ Effect, Action, Resource }: PolicyStatement, action: string, resource: string): boolean {
  if (Effect !== 'Allow') return false;
  const matches = (patterns: unknown, value: string) =>
    patterns === undefined || [patterns].flat().some((pattern) => patternOf(String(pattern)).test(value));
  // Objects of a bucket are sent.
  return matches(Action, action) && (matches(Resource, resource) || matches(Resource, `${resource}/object`));
}

/** IAM's wildcards as a regular expression. */
function patternOf(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
