import {
  AddPermissionCommand,
  type FunctionUrlAuthType,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import type { ServiceError } from '../../../aws/aws-error.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { retryUntilConsistent } from '../../../aws/retry-until-consistent.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import {
  conditionValue,
  type PolicyStatement,
  parseStatements,
  principalService,
} from '../../resource/resource-policy.ts';

/** Who may invoke the function. */
export interface PermissionSettings {
  readonly action: string;
  /** The AWS service that invokes, such as `s3.amazonaws.com`; `*`: everybody. */
  readonly principal: string;
  /** The ARN of what it invokes for; null: there is no such thing. */
  readonly source: string | null;
  /** The account that the source has to belong to; null where its ARN tells. */
  readonly account: string | null;
  /** With function URLs: the kind of URL that this is for. */
  readonly urlAuthType?: string;
  /** With function URLs: nothing but a call of the URL. */
  readonly viaUrl?: boolean;
}

/** A statement of the function's policy, among those of others; its name is `STATEMENT` or `STATEMENT@ALIAS`. */
export const permission: Kind<PermissionSettings> = {
  summary: ({ principal, action }) => `${principal === '*' ? 'everybody' : principal} may ${action}`,

  async read(target, name): Promise<ActualResource<PermissionSettings> | undefined> {
    const { id, qualifier } = partsOf(name);
    const statement = (await readStatements(target, qualifier)).find(({ Sid }) => Sid === id);
    if (statement === undefined) return undefined;
    return { owner: target.project, settings: settingsOf(statement), attributes: {} };
  },

  async create(target, name, settings) {
    return add(target, name, settings);
  },

  async update(target, name, settings) {
    // A statement can't be changed.
    await remove(target, name);
    return add(target, name, settings);
  },

  async remove(target, name) {
    await remove(target, name);
  },
};

/** The statements of the policy of a function, or of one of its aliases. */
export async function readStatements(
  target: DeploymentTarget,
  qualifier: string | undefined,
): Promise<readonly PolicyStatement[]> {
  const ask = new GetPolicyCommand({ FunctionName: target.functionName, Qualifier: qualifier });
  return parseStatements((await undefinedIfNotFound(target.aws.client(LambdaClient).send(ask)))?.Policy);
}

function settingsOf(statement: PolicyStatement): Partial<PermissionSettings> {
  const urlAuthType = conditionValue(statement, 'lambda:FunctionUrlAuthType');
  const viaUrl = conditionValue(statement, 'lambda:InvokedViaFunctionUrl');
  return {
    action: String(statement.Action),
    principal:
      principalService(statement) ?? (isEverybody(statement.Principal) ? '*' : JSON.stringify(statement.Principal)),
    source: conditionValue(statement, 'aws:SourceArn') ?? null,
    account: conditionValue(statement, 'aws:SourceAccount') ?? null,
    ...(urlAuthType === undefined ? {} : { urlAuthType }),
    ...(viaUrl === undefined ? {} : { viaUrl: viaUrl === 'true' }),
  };
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || (typeof principal === 'object' && JSON.stringify(principal) === '{"AWS":"*"}');
}

async function add({ aws, functionName }: DeploymentTarget, name: string, settings: PermissionSettings) {
  const { id, qualifier } = partsOf(name);
  const add = new AddPermissionCommand({
    FunctionName: functionName,
    Qualifier: qualifier,
    StatementId: id,
    Action: settings.action,
    Principal: settings.principal,
    ...(settings.source === null ? {} : { SourceArn: settings.source }),
    ...(settings.account === null ? {} : { SourceAccount: settings.account }),
    // ours alone: NONE
    ...(settings.urlAuthType === undefined ? {} : { FunctionUrlAuthType: settings.urlAuthType as FunctionUrlAuthType }),
    ...(settings.viaUrl === undefined ? {} : { InvokedViaFunctionUrl: settings.viaUrl }),
  });
  await retryUntilConsistent(() => aws.client(LambdaClient).send(add), isUpdating, aws.pause);
  return {};
}

async function remove({ aws, functionName }: DeploymentTarget, name: string): Promise<void> {
  const { id, qualifier } = partsOf(name);
  const remove = new RemovePermissionCommand({ FunctionName: functionName, StatementId: id, Qualifier: qualifier });
  await undefinedIfNotFound(retryUntilConsistent(() => aws.client(LambdaClient).send(remove), isUpdating, aws.pause));
}

function isUpdating({ name, message }: ServiceError): boolean {
  return name === 'ResourceConflictException' && /update is in progress/i.test(message);
}

function partsOf(name: string): { id: string; qualifier: string | undefined } {
  const [id = '', qualifier] = name.split('@');
  return { id, qualifier };
}
