import { isDeepStrictEqual } from 'node:util';
import {
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { undefinedIfNotFound } from '../../../aws/not-found.ts';
import { mayBeOurs, ownerOf } from '../../resource/identity.ts';
import type { ActualResource, DeploymentTarget, Kind } from '../../resource/resource.ts';
import { type PolicyStatement, parseStatements } from '../../resource/resource-policy.ts';
import { tagsOf } from '../../resource/tags.ts';

/** The settings of an inline policy of a role. */
export interface InlinePolicySettings {
  /** The policy document; null: none. */
  readonly document: object | null;
}

/** An inline policy. The resource's name is `ROLE/POLICY`. */
export const inlinePolicy: Kind<InlinePolicySettings> = {
  grow(desired, { document }) {
    const wanted = 'document' in desired ? desired.document : undefined;
    return { ...desired, document: unionOf(document ?? {}, wanted ?? {}) };
  },

  async read(target, name): Promise<ActualResource<InlinePolicySettings> | undefined> {
    const iam = target.aws.client(IAMClient);
    const key = keyOf(name);
    const role = await undefinedIfNotFound(iam.send(new GetRoleCommand({ RoleName: key.RoleName })));
    if (role === undefined) return undefined;
    const owner = ownerOf(tagsOf(role.Role?.Tags));
    const policy = await undefinedIfNotFound(iam.send(new GetRolePolicyCommand(key)));
    if (policy?.PolicyDocument === undefined) {
      // We add no policy to a role that is not ours. There, the missing policy is reported as a difference.
      return mayBeOurs({ owner }, target) ? undefined : { owner, settings: { document: null }, attributes: {} };
    }
    const document = JSON.parse(decodeURIComponent(policy.PolicyDocument));
    return { owner, settings: { document }, attributes: {} };
  },

  async create(target, name, settings) {
    return put(target, name, settings);
  },

  async update(target, name, settings) {
    return put(target, name, settings);
  },

  async remove({ aws }, name) {
    await aws.client(IAMClient).send(new DeleteRolePolicyCommand(keyOf(name)));
  },
};

/** The longest text of all inline policies of a role together. */
const MAX_LENGTH = 10_240;

/** A policy that grants what both do, unless it would be too long. */
function unionOf(actual: object, desired: object): object {
  const wanted = statementsIn(desired);
  // The ids of statements must be unique, and those of the desired ones stay.
  const former = statementsIn(actual)
    .filter((statement) => !wanted.some((each) => isDeepStrictEqual(each, statement)))
    .map(({ Sid, ...statement }) => statement);
  const union = { ...desired, Statement: [...wanted, ...former] };
  return former.length === 0 || JSON.stringify(union).length > MAX_LENGTH ? desired : union;
}

function statementsIn(policy: object): readonly PolicyStatement[] {
  return parseStatements(JSON.stringify(policy));
}

async function put(
  { aws }: DeploymentTarget,
  name: string,
  { document }: InlinePolicySettings,
): Promise<Record<string, never>> {
  const PolicyDocument = JSON.stringify(document);
  await aws.client(IAMClient).send(new PutRolePolicyCommand({ ...keyOf(name), PolicyDocument }));
  return {};
}

function keyOf(name: string): { RoleName: string; PolicyName: string } {
  const slash = name.indexOf('/');
  return { RoleName: name.slice(0, slash), PolicyName: name.slice(slash + 1) };
}
