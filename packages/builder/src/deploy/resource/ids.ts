import { digest, shorten } from '../../aws/shorten.ts';
import { type Identity, originOf } from './identity.ts';

// Entries in lists and policies that others use too have no tags. Their ids are derived from the identity, so two
// stages, functions or projects never replace each other's. Version 1.0 derived them from the project alone.

/** What a statement of a policy grants access to. It is part of the statement's id. */
export type StatementPurpose = 's3' | 'events' | 'sns' | 'alb' | 'url' | 'url-invoke' | 'http-api';

const PURPOSES = '(s3|events|sns|alb|url|url-invoke|http-api)';
const afterPrefix = new RegExp(`^${PURPOSES}-[0-9a-f]{10}$`);
const afterFormerPrefix = new RegExp(`^${PURPOSES}-[0-9a-f]{8}$`);

/**
 * A text that is unique to an identity: its names as far as they fit, and a digest of them. A function that was renamed
 * keeps the ids that it had.
 */
function keyOf(identity: Identity, namesLength?: number): string {
  const { project, stage } = identity;
  const name = originOf(identity);
  return `${namesOf([project, stage, name], namesLength)}-${digest(JSON.stringify([project, stage, name]), 12)}`;
}

function namesOf(names: readonly string[], length = 40): string {
  return names
    .join('-')
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, length);
}

/**
 * The id of our statement in a policy, which may contain statements of others. It consists of the identity, the purpose
 * and a digest of the source, so a statement for a second bucket does not replace the one for the first.
 */
export function statementId(identity: Identity, purpose: StatementPurpose, source: string): string {
  return `alr-${keyOf(identity)}-${purpose}-${digest(source, 10)}`;
}

/** The id of the same statement in version 1.0. */
export function formerStatementId(project: string, purpose: StatementPurpose, source: string): string {
  return `alr-${project}-${purpose}-${digest(source)}`;
}

/** The purpose in the id of one of our statements; undefined if the statement does not belong to this identity. */
export function purposeOf(id: string | undefined, identity: Identity): StatementPurpose | undefined {
  return purposeAfter(`alr-${keyOf(identity)}-`, afterPrefix, id);
}

/**
 * Whether a statement lets a rule of any function of a stage send to a queue. If two stages' names begin alike, it may be
 * that of the other, so nothing may be removed because of it.
 */
export function isStatementOfStage(id: string | undefined, { project, stage }: Identity): boolean {
  const start = `alr-${namesOf([project, stage, ''])}`;
  return id?.startsWith(start) === true && /-[0-9a-f]{12}-events-[0-9a-f]{10}$/.test(id);
}

/** The purpose in the id of a statement of version 1.0; undefined if the statement does not belong to this project. */
export function formerPurposeOf(id: string | undefined, project: string): StatementPurpose | undefined {
  // One project's name can be a prefix of another's, so everything after the prefix must match.
  return purposeAfter(`alr-${project}-`, afterFormerPrefix, id);
}

function purposeAfter(prefix: string, pattern: RegExp, id: string | undefined): StatementPurpose | undefined {
  if (!id?.startsWith(prefix)) return undefined;
  // The pattern lists the purposes.
  return pattern.exec(id.slice(prefix.length))?.[1] as StatementPurpose | undefined;
}

/**
 * The tag that a project's image is pushed with. All stages and functions of the project share the image. The tag
 * contains the image's id, so a newer image never takes the tag away from one that a function or a version still uses;
 * the repository deletes untagged images.
 */
export function pushedImageTag(project: string, id: string): string {
  return `alr-${project}-${id.replace('sha256:', '').slice(0, 12)}`;
}

/** The project in the tag of a pushed image; undefined if the tag has another form. */
export function projectOfImageTag(tag: string): string | undefined {
  return /^alr-(.+)-[0-9a-f]{12}$/.exec(tag)?.[1];
}

/**
 * The id of an entry of an identity in a list that others use too, such as the targets of a rule.
 *
 * @param qualifier distinguishes it from other entries of the same function in the same list
 */
export function entryId(identity: Identity, qualifier = ''): string {
  // The names of projects have no dot, so it differs from all ids of version 1.0.
  return `alr.${keyOf(identity)}${qualifier === '' ? '' : `.${qualifier}`}`;
}

/** Whether this is the id of an entry of any identity. */
export function isEntry(id: string): boolean {
  return /^alr\..+-[0-9a-f]{12}(\.|$)/.test(id);
}

/** The qualifier in the id of an entry of this identity; undefined if the entry belongs to others. */
export function qualifierOf(id: string, identity: Identity): string | undefined {
  const plain = entryId(identity);
  if (id === plain) return '';
  return id.startsWith(`${plain}.`) ? id.slice(plain.length + 1) : undefined;
}

/** Whether an entry in a list belongs to this identity, or was made by version 1.0 for its project. */
export function isEntryOf(id: string, identity: Identity, maxLength?: number): boolean {
  return qualifierOf(id, identity) !== undefined || id === formerEntryId(identity.project, maxLength);
}

/** The id of the same entry in version 1.0. */
export function formerEntryId(project: string, maxLength = 255): string {
  return shorten(`alr-${project}`, maxLength);
}

/** The name of one of our inline policies. A role may have inline policies of others too. */
export function inlinePolicyName(identity: Identity, name: string): string {
  return shorten(`alr-${keyOf(identity)}-${name}`, 128);
}

/** The name of the same inline policy in version 1.0. */
export function formerInlinePolicyName(project: string, name: string): string {
  return shorten(`alr-${project}-${name}`, 128);
}

/** Whether an inline policy of a role that is ours is one of those that this or an earlier version added. */
export function isInlinePolicyOf(identity: Identity, name: string): boolean {
  if (name.startsWith(inlinePolicyName(identity, ''))) return true;
  const hasIdentity = /^alr-.+-[0-9a-f]{12}-/.test(name);
  return !hasIdentity && name.startsWith(formerInlinePolicyName(identity.project, ''));
}

/** The names of the groups of schedules of all functions start with it. */
export const SCHEDULE_GROUP_PREFIX = 'alr-';

/** The name of the group of the function's schedules: at most 64 letters, digits, or any of "-_.". */
export function scheduleGroupName(identity: Identity): string {
  return `${SCHEDULE_GROUP_PREFIX}${keyOf(identity)}`;
}

/** The name of the role with which EventBridge Scheduler invokes the function. Roles are global, so it has the region. */
export function schedulerRoleName(identity: Identity, region: string): string {
  return `alr-scheduler-${keyOf(identity, 20)}-${region}`;
}

/** The name of the HTTP API, which all functions of a stage share. It has tags too, so its end does not matter. */
export function httpApiName({ project, stage }: Pick<Identity, 'project' | 'stage'>): string {
  return `${project}-${stage}`.slice(0, 128);
}

/**
 * The name of the target group: at most 32 letters, digits and single hyphens, with no hyphen at either end; see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html.
 */
export function targetGroupName(identity: Identity, qualifier = ''): string {
  const key = qualifier === '' ? identity : { ...identity, origin: `${originOf(identity)}/${qualifier}` };
  return `alr-${keyOf(key, 14)}`.replaceAll('_', '-').replaceAll(/-{2,}/g, '-');
}

/** The name of the target group in version 1.0. */
export function formerTargetGroupName(project: string): string {
  const plain = `alr-${project}`.replaceAll('_', '-').replace(/-+$/, '');
  if (plain === `alr-${project}` && plain.length <= 32) return plain;
  return `${plain.slice(0, 23).replace(/-+$/, '')}-${digest(project)}`;
}
