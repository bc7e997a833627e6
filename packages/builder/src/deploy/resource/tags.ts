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

/** The tag of a function with the name of the role that it used before. */
export const FORMER_ROLE_TAG = 'alr:former-role';
