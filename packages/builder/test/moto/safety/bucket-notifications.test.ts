import { describe, expect } from 'vitest';
import { expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (...triggers: readonly string[]) => `project: shop
functions:
  photos:
    handler: app.handler
    triggers:
${triggers.map((trigger) => `      - ${trigger}\n`).join('')}`;
const direct = (more: string) => `{ type: s3-direct, bucket: shop-photos, ${more} }`;
const queued = (more: string) => `{ type: s3-sqs, bucket: shop-photos, ${more} }`;
const CREATE = 'create_bucket: true';

describe('the notifications of a bucket, of which S3 allows no two for the same objects', () => {
  scenario.for([
    {
      what: 'the first of two triggers is removed',
      before: [direct(`${CREATE}, suffix: .jpg`), queued('suffix: .png')],
      after: [queued(`${CREATE}, suffix: .png`)],
    },
    {
      what: 'the second of two triggers is removed',
      before: [direct(`${CREATE}, suffix: .jpg`), queued('suffix: .png')],
      after: [direct(`${CREATE}, suffix: .jpg`)],
    },
    {
      what: 'a trigger is added',
      before: [direct(`${CREATE}, suffix: .jpg`)],
      after: [queued(`${CREATE}, suffix: .png`), direct('suffix: .jpg')],
    },
    {
      what: 'two triggers exchange their filters',
      before: [direct(`${CREATE}, suffix: .jpg`), queued('suffix: .png')],
      after: [direct(`${CREATE}, suffix: .png`), queued('suffix: .jpg')],
    },
    {
      what: 'one trigger takes the objects of both',
      before: [direct(`${CREATE}, suffix: .jpg`), queued('suffix: .png')],
      after: [direct(`${CREATE}`)],
    },
    {
      what: 'one trigger becomes two',
      before: [direct(`${CREATE}`)],
      after: [direct(`${CREATE}, prefix: in/`), queued('prefix: out/')],
    },
  ])('are replaced when $what', async ({ before, after }, { account }) => {
    // In moto, all accounts share the names of buckets.
    const named = (triggers: readonly string[]) => yaml(...triggers).replaceAll('shop-photos', `photos-${account.id}`);
    const project = await account.project(named(before));
    expectSuccess(await project.apply('dev'));
    await project.write(named(after));
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
    expect(await account.ids(new RegExp(`^notification .*photos-${account.id}`))).toHaveLength(after.length);
  });
});
