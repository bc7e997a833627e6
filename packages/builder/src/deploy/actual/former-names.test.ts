import { describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource } from '../kinds/kinds.ts';
import type { Owner } from '../resource/identity.ts';
import { idOf, referenceTo } from '../resource/resource.ts';
import { withFormerNames } from './former-names.ts';

const from1: Owner = { project: 'demo', stage: undefined, function: undefined };
const rule = {
  path: ['/'],
  host: [],
  priority: 1,
  targetGroup: referenceTo('target group new', 'arn'),
  otherConditions: null,
  otherActions: null,
  tags: testTags,
};
const desired = [
  desiredResource('target group', 'new', { tags: testTags }, { formerName: 'former' }),
  desiredResource('target', 'new', { function: 'arn' }),
  desiredResource('listener rule', 'listener', rule),
];

/** The names and references that the resources have if these target groups exist. */
async function named(existing: Record<string, Owner | undefined>) {
  const resources = await withFormerNames(desired, testTarget(), async ({ name }) =>
    Object.hasOwn(existing, name) ? { owner: existing[name], settings: {}, attributes: {} } : undefined,
  );
  const reference = resources[2]?.settings;
  return { ids: resources.map(idOf), refersTo: reference && 'targetGroup' in reference && reference.targetGroup };
}

describe('a resource', () => {
  const kept = {
    ids: ['target group former', 'target former', 'listener rule listener'],
    refersTo: referenceTo('target group former', 'arn'),
  };
  const renamed = { ids: desired.map(idOf), refersTo: referenceTo('target group new', 'arn') };

  it('keeps the name that version 1.0 gave it, also for what refers to it', async () => {
    expect(await named({ former: from1 })).toEqual(kept);
    expect(await named({ former: testIdentity })).toEqual(kept);
  });

  it('gets its new name if there is none yet, or if the other belongs to others', async () => {
    expect(await named({})).toEqual(renamed);
    expect(await named({ former: undefined })).toEqual(renamed);
    expect(await named({ former: { ...testIdentity, stage: 'prod' } })).toEqual(renamed);
    expect(await named({ former: from1, new: testIdentity })).toEqual(renamed);
  });
});
