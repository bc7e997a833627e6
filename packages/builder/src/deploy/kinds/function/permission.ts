import {
  AddPermissionCommand,
  type FunctionUrlAuthType,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { isAlreadyExists } from '../../../aws/already-exists.ts';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { digest } from '../../../aws/shorten.ts';
import { formerPurposeOf } from '../../resource/ids.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import {
  conditionValue,
  type PolicyStatement,
  parseStatements,
  principalService,
} from '../../resource/resource-policy.ts';
import { readFunctionOwner } from './function-tags.ts';

/** A permission to invoke the function. */
export interface PermissionSettings {
  readonly action: string;
  /** The AWS service that may invoke it, such as `s3.amazonaws.com`; `*`: everyone. */
  readonly principal: string;
  /** The ARN of the resource that the service acts for; null: any. */
  readonly source: string | null;
  /** The account that must own the source; null if the ARN of the source contains it. */
  readonly account: string | null;
  /** For function URLs: the authentication type of the URL. */
  readonly urlAuthType?: string;
  /** For function URLs: allow only calls through the URL. */
  readonly viaUrl?: boolean;
  /** The statement as others have edited it; null if it has no other effect or conditions than these settings. */
  readonly edited: object | null;
}

/**
 * A statement in the policy of the function or of its alias. The resource's name is `STATEMENT` or `STATEMENT@ALIAS`. The
 * policy may contain statements of others.
 */
export const permission: Kind<PermissionSettings> = {
  summary: ({ principal, action }) => `${principal === '*' ? 'everyone' : principal} may ${action}`,

  async read(target, name): Promise<ActualResource<PermissionSettings> | undefined> {
    const { id, qualifier } = partsOf(name);
    const statement = (await readStatements(target, qualifier)).find(({ Sid }) => Sid === id);
    if (statement === undefined) return undefined;
    const isFormer = formerPurposeOf(id, target.identity.project) !== undefined;
    const owner = isFormer ? await readFunctionOwner(target) : target.identity;
    return { owner, settings: settingsOf(statement), attributes: {} };
  },

  async create(target, name, settings) {
    return add(target, name, settings);
  },

  async update(target, name, settings) {
    // Lambda cannot change a statement, so another one grants the same until it is replaced.
    const standIn = standInFor(name);
    await replace(target, standIn, settings);
    await replace(target, name, settings);
    await remove(target, standIn);
    return {};
  },

  async remove(target, name) {
    await remove(target, name);
  },
};

/** Reads the statements in the policy of the function or of one of its aliases. */
export async function readStatements(
  target: DeploymentTarget,
  qualifier: string | undefined,
): Promise<readonly PolicyStatement[]> {
  const get = new GetPolicyCommand({ FunctionName: target.functionName, Qualifier: qualifier });
  return parseStatements((await undefinedIfNotFound(target.aws.client(LambdaClient).send(get)))?.Policy);
}

function settingsOf(statement: PolicyStatement): Partial<PermissionSettings> {
  const urlAuthType = conditionValue(statement, 'lambda:FunctionUrlAuthType');
  const viaUrl = conditionValue(statement, 'lambda:InvokedViaFunctionUrl');
  return {
    action: String(statement.Action),
    principal:
      principalService(statement) ?? (isEveryone(statement.Principal) ? '*' : JSON.stringify(statement.Principal)),
    source: conditionValue(statement, 'aws:SourceArn') ?? null,
    account: conditionValue(statement, 'aws:SourceAccount') ?? null,
    ...(urlAuthType === undefined ? {} : { urlAuthType }),
    ...(viaUrl === undefined ? {} : { viaUrl: viaUrl === 'true' }),
    edited: isEdited(statement) ? statement : null,
  };
}

/** The conditions that Lambda writes for the parameters of AddPermission. */
const knownConditions = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'lambda:functionurlauthtype',
  'lambda:invokedviafunctionurl',
]);

function isEdited({ Effect, Condition = {} }: PolicyStatement): boolean {
  const keys = Object.values(Condition).flatMap((test) => Object.keys(test));
  return Effect !== 'Allow' || keys.some((key) => !knownConditions.has(key.toLowerCase()));
}

function isEveryone(principal: unknown): boolean {
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
    // The only value in use is NONE.
    ...(settings.urlAuthType === undefined ? {} : { FunctionUrlAuthType: settings.urlAuthType as FunctionUrlAuthType }),
    ...(settings.viaUrl === undefined ? {} : { InvokedViaFunctionUrl: settings.viaUrl }),
  });
  await aws.client(LambdaClient).send(add);
  return {};
}

/** Removes a statement and adds it again. If another deployment was quicker to add it, that one stays. */
async function replace(target: DeploymentTarget, name: string, settings: PermissionSettings): Promise<void> {
  await remove(target, name);
  try {
    await add(target, name, settings);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

async function remove({ aws, functionName }: DeploymentTarget, name: string): Promise<void> {
  const { id, qualifier } = partsOf(name);
  const remove = new RemovePermissionCommand({ FunctionName: functionName, StatementId: id, Qualifier: qualifier });
  await undefinedIfNotFound(aws.client(LambdaClient).send(remove));
}

/**
 * The name of the statement that stands in for another one while that is replaced. It has the form of all our ids, so one
 * that an interrupted run has left is discovered, and removed by the next run.
 */
function standInFor(name: string): string {
  const { id, qualifier } = partsOf(name);
  const standIn = id.replace(/[0-9a-f]+$/, (source) => digest(id, source.length));
  return [standIn, qualifier].filter(Boolean).join('@');
}

function partsOf(name: string): { id: string; qualifier: string | undefined } {
  const [id = '', qualifier] = name.split('@');
  return { id, qualifier };
}
