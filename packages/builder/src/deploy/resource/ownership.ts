import { createHash } from 'node:crypto';

/** The tag with the name of the project that a resource belongs to. */
export const PROJECT_TAG = 'alr:project';

/** The tag of a function with the name of the role that it used before. */
export const FORMER_ROLE_TAG = 'alr:former-role';

/** The values of tags by their names. */
export type Tags = Readonly<Record<string, string>>;

/** Converts tags to the list that most services use. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Converts the list that most services use to tags. */
export function tagsOf(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** What a statement of a policy grants access to. It is part of the statement's id. */
export type StatementPurpose = 's3' | 'events' | 'sns' | 'alb' | 'url' | 'url-invoke';

/**
 * The id of our statement in a policy, which may contain statements of others. It consists of the project, the purpose
 * and a digest of the source, so a statement for a second bucket does not replace the one for the first.
 */
export function statementId(project: string, purpose: StatementPurpose, source: string): string {
  return `alr-${project}-${purpose}-${digest(source)}`;
}

const afterPrefix = /^(s3|events|sns|alb|url|url-invoke)-[0-9a-f]{8}$/;

/** The purpose in the id of one of our statements; undefined if the statement does not belong to this project. */
export function purposeOf(id: string | undefined, project: string): StatementPurpose | undefined {
  // One project's name can be a prefix of another's, so everything after the prefix must match.
  const prefix = `alr-${project}-`;
  if (!id?.startsWith(prefix)) return undefined;
  // The pattern lists the purposes.
  return afterPrefix.exec(id.slice(prefix.length))?.[1] as StatementPurpose | undefined;
}

/**
 * The tag that a project's image is pushed with. It contains the image's id, so a newer image never takes the tag away
 * from one that a function or a version still uses; the repository deletes untagged images.
 */
export function pushedImageTag(project: string, id: string): string {
  return `alr-${project}-${id.replace('sha256:', '').slice(0, 12)}`;
}

/** The project in the tag of a pushed image; undefined if the tag has another form. */
export function projectOfImageTag(tag: string): string | undefined {
  return /^alr-(.+)-[0-9a-f]{12}$/.exec(tag)?.[1];
}

/** The id of the project's only entry in a list that others use too, such as the targets of a rule. */
export function entryId(project: string, maxLength = 255): string {
  return shorten(`alr-${project}`, maxLength);
}

/** The name of one of our inline policies. A role may have inline policies of others too. */
export function inlinePolicyName(project: string, name: string): string {
  return entryId(`${project}-${name}`, 128);
}

/**
 * The name of the project's target group: at most 32 letters, digits and hyphens, with no hyphen at either end; see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html.
 */
export function targetGroupName(project: string): string {
  const plain = `alr-${project}`.replaceAll('_', '-').replace(/-+$/, '');
  if (plain === `alr-${project}` && plain.length <= 32) return plain;
  return `${plain.slice(0, 23).replace(/-+$/, '')}-${digest(project)}`;
}

/** Replaces the end of a name that is too long with a digest of the whole name. */
function shorten(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : `${name.slice(0, maxLength - 9)}-${digest(name)}`;
}

/** A short digest of a text: eight hexadecimal digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
