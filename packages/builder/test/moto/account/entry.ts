import { undefinedIfNotFound } from '../../../src/aws/not-found.ts';

/** One thing in an account: a resource, or one entry of a list that a resource has. */
export interface Entry {
  /** Its kind, region and name, such as `queue eu-west-1 jobs`. */
  readonly id: string;
  /** The id of the resource that it is a part of, and with which it goes. */
  readonly partOf?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Everything that AWS reports about it, except for times and revisions. */
  readonly content: unknown;
}

/** Everything in an account, by id. */
export type Account = ReadonlyMap<string, Entry>;

/** Removes what differs between two reads although nothing has changed, and what a call returns about itself. */
export function lasting(response: object | undefined, ...omitted: readonly string[]): Record<string, unknown> {
  const volatile = new Set(['$metadata', 'NextToken', 'NextMarker', 'LastModified', 'RevisionId', ...omitted]);
  return Object.fromEntries(
    Object.entries(response ?? {}).filter(([name, value]) => !volatile.has(name) && value !== undefined),
  );
}

/** The result of a call; undefined if there is no such resource, or if moto does not have the operation. */
export async function ifAny<Result>(call: Promise<Result>): Promise<Result | undefined> {
  return undefinedIfNotFound(call);
}

/** Parses JSON that may be encoded for a URL, as IAM's policies are. */
export function parsed(json: string | undefined): unknown {
  return json ? JSON.parse(json.startsWith('%') ? decodeURIComponent(json) : json) : undefined;
}

/** The statements of a resource's policy, each as an entry, and the rest of the policy. */
export function policyEntries(kind: string, owner: string, policy: string | undefined): Entry[] {
  if (!policy) return [];
  const [, region = '', name = ''] = /^\S+(?: \S+)? (\S+) (\S+)$/.exec(owner) ?? [];
  const { Statement = [], ...rest } = parsed(policy) as { Statement?: { Sid?: string }[] };
  const statements = [Statement].flat();
  return [
    { id: `${kind} policy ${region} ${name}`, partOf: owner, content: rest },
    ...statements.map((statement, index) => ({
      id: `${kind} statement ${region} ${name}/${statement.Sid ?? index}`,
      partOf: owner,
      content: statement,
    })),
  ];
}

/** Converts the list of tags that most services use. */
export function tagsOf(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
