import { createHash } from 'node:crypto';

/** The tag that says whose a resource is. */
export const PROJECT_TAG = 'alr:project';

/** The tag of a function that names the role which it ran as before. */
export const FORMER_ROLE_TAG = 'alr:former-role';

/** Tags by name. */
export type Tags = Readonly<Record<string, string>>;

/** Tags as most services list them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The tags that most services list, by name. */
export function tagsOf(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** What a statement of a policy lets in; part of the statement's id. */
export type StatementPurpose = 's3' | 'events' | 'sns' | 'alb' | 'url' | 'url-invoke';

/**
 * The id of our statement in a policy that others may have statements in too. It is made of the project, the purpose
 * and who is let in, so that a statement for a second bucket doesn't take the place of the first one's.
 */
export function statementId(project: string, purpose: StatementPurpose, source: string): string {
  return `alr-${project}-${purpose}-${digest(source)}`;
}

const afterPrefix = /^(s3|events|sns|alb|url|url-invoke)-[0-9a-f]{8}$/;

/** What a statement of ours is for; undefined where the statement isn't this project's. */
export function purposeOf(id: string | undefined, project: string): StatementPurpose | undefined {
  // A project's name may be the beginning of another's, so all that follows has to fit.
  const prefix = `alr-${project}-`;
  if (!id?.startsWith(prefix)) return undefined;
  // the pattern's own words
  return afterPrefix.exec(id.slice(prefix.length))?.[1] as StatementPurpose | undefined;
}

/** The tag of a project's image, made of the image's id: so none that a function or a version runs ever becomes untagged. */
export function pushedImageTag(project: string, id: string): string {
  return `alr-${project}-${id.replace('sha256:', '').slice(0, 12)}`;
}

/** The project that an image's tag is of; undefined where it is no project's. */
export function projectOfImageTag(tag: string): string | undefined {
  return /^alr-(.+)-[0-9a-f]{12}$/.exec(tag)?.[1];
}

/** The id of the project's only entry in a list that it shares with others, such as a rule's targets. */
export function entryId(project: string, longest = 255): string {
  return fitName(`alr-${project}`, longest);
}

/** The name of an inline policy of ours on a role; the role can have policies of others too. */
export function inlinePolicyName(project: string, name: string): string {
  return entryId(`${project}-${name}`, 128);
}

/**
 * The name of the project's target group: 32 letters, digits and hyphens at most, not beginning or ending with one; see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html.
 */
export function targetGroupName(project: string): string {
  const plain = `alr-${project}`.replaceAll('_', '-').replace(/-+$/, '');
  if (plain === `alr-${project}` && plain.length <= 32) return plain;
  return `${plain.slice(0, 23).replace(/-+$/, '')}-${digest(project)}`;
}

/** The name, or, where that is too long, its beginning and a digest of it all. */
function fitName(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${digest(name)}`;
}

/** Eight hexadecimal digits that stand for a text. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
