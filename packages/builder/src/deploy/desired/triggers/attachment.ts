import type { Trigger } from '../../../config/configuration.ts';
import type { TriggerType } from '../../../config/keys/trigger-keys.ts';
import type { PermissionSettings } from '../../kinds/function/permission.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { formerStatementId, type StatementPurpose, statementId } from '../../resource/ids.ts';
import type { DeploymentTarget, Reference, WithReferences } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';

/** A trigger of a type. */
export type TriggerOf<Type extends TriggerType> = Extract<Trigger, { readonly type: Type }>;

/** What a trigger is attached to. */
export interface Attachment {
  readonly target: DeploymentTarget;
  /** The tags of every resource that is created for the trigger. */
  readonly tags: Tags;
  /** The ARN that the trigger invokes: the function's or its alias's. */
  readonly invoked: string;
  readonly alias: string | undefined;
  /** What every role that is created has. */
  readonly roleLimits: { readonly path: string; readonly boundary: string | undefined };
}

/** The services that invoke functions and send to queues. */
export const services = {
  s3: 's3.amazonaws.com',
  events: 'events.amazonaws.com',
  sns: 'sns.amazonaws.com',
  alb: 'elasticloadbalancing.amazonaws.com',
  'http-api': 'apigateway.amazonaws.com',
} as const;

/**
 * The permission for one source to invoke the function.
 *
 * @param subject a name of the source that is known before the source exists
 * @param formerSubject the subject in version 1.0
 */
export function invokePermission(
  attachment: Attachment,
  purpose: keyof typeof services,
  subject: string,
  source: string | Reference,
  formerSubject: string = subject,
): DesiredResource {
  const settings = {
    action: 'lambda:InvokeFunction',
    principal: services[purpose],
    source,
    // A bucket's ARN does not contain the account, and anyone may create a bucket with the name of a deleted one.
    account: purpose === 's3' ? attachment.target.aws.account : null,
    edited: null,
  };
  return permission(attachment, purpose, subject, settings, formerSubject);
}

/**
 * A permission. Its name is the id of its statement in the policy, and the alias whose policy it is in.
 *
 * @param formerSubject the subject in version 1.0
 */
export function permission(
  { target, alias }: Attachment,
  purpose: StatementPurpose,
  subject: string,
  settings: WithReferences<PermissionSettings>,
  formerSubject: string = subject,
): DesiredResource {
  // The id contains the alias too: AWS keeps separate policies for a function and its alias, but emulators keep one.
  const withAlias = (name: string) => [name, alias].filter(Boolean).join(' ');
  const nameFor = (id: string) => [id, alias].filter(Boolean).join('@');
  return desiredResource('permission', nameFor(statementId(target.identity, purpose, withAlias(subject))), settings, {
    formerName: nameFor(formerStatementId(target.identity.project, purpose, withAlias(formerSubject))),
  });
}
