import type { Tags } from '../../resource/tags.ts';

// If a role is deleted and created again under its name, a function that runs as it keeps a grant for the former one, and
// cannot decrypt its variables. It has to be given the role again. A tag of the function records the id of its role. A
// tag cannot change in the same call as the role, so a role that was created again is recorded in a variable instead.
// That also makes the function differ from its published versions, which keep the former grant.

/** The tag of a function with the id of the role that it was given. */
const ROLE_ID_TAG = 'alr:role-id';

/** The settings of a function that record its role. */
interface RoleSettings {
  readonly roleId?: string | null | undefined;
  readonly tags?: Tags | undefined;
}

/** The tag that records the role in the call that creates the function. */
export function roleTag({ roleId }: RoleSettings): Tags {
  return roleId ? { [ROLE_ID_TAG]: roleId } : {};
}

/** The id of the role that a function was given; null if it is not recorded. */
export function recordedRole(tags: Tags = {}, roleMark: string | undefined): string | null {
  return roleMark ?? tags[ROLE_ID_TAG] ?? null;
}

/** How to record that a function gets a role. */
export interface RoleRecord {
  /** The tag to set before the function gets the role; undefined: none. */
  readonly tag: Tags | undefined;
  /** The variable of the function; undefined: none. */
  readonly roleMark: string | undefined;
  /** Whether the function only has to be marked: version 1.0 did not record roles. */
  readonly isOnlyMarked: boolean;
}

/** Decides how to record the role of a function. */
export function recordRole(
  { roleId }: RoleSettings,
  { tags = {} }: RoleSettings,
  changed: ReadonlySet<string>,
): RoleRecord {
  const tagged = tags[ROLE_ID_TAG];
  if (!roleId) return { tag: undefined, roleMark: undefined, isOnlyMarked: false };
  const isOnlyMarked = tagged === undefined && !changed.has('role');
  const setsTag = changed.has('role') || (isOnlyMarked && changed.has('roleId'));
  return {
    tag: setsTag && tagged !== roleId ? { [ROLE_ID_TAG]: roleId } : undefined,
    roleMark: setsTag || tagged === undefined || tagged === roleId ? undefined : roleId,
    isOnlyMarked,
  };
}
