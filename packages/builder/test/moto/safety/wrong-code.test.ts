import { describe, expect } from 'vitest';
import { createFunction } from '../team/others.ts';
import { expectNoTrespass, expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (name: string) => `project: ${name}
image: { handler: app.handler }
lambda: { name: '${name}-\${STAGE}' }
role: { name: '${name}-\${STAGE}' }
trigger: { type: none }
`;

describe('the image that is deployed', () => {
  scenario('is never the one that another project built on this machine', async ({ account }) => {
    const orders = await account.project(yaml('orders'));
    const billing = await account.project(yaml('billing'), { machine: orders.directory });
    expectSuccess(await orders.run('dev', 'image', { image: null }));
    expectSuccess(await orders.apply('dev', { image: null }));
    const { changes, code } = await billing.apply('dev', { image: null });
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
    // Both build to their tags now, and each deploys its own.
    expectSuccess(await billing.run('dev', 'image', { image: null }));
    await billing.apply('dev', { image: null });
    const image = (await account.content('function eu-west-1 orders-dev'))?.image;
    expectSuccess(await orders.apply('dev', { image: null }));
    expect((await account.content('function eu-west-1 orders-dev'))?.image).toBe(image);
    expect((await account.content('function eu-west-1 billing-dev'))?.image).not.toBe(image);
  });

  scenario('is the one that this project built, on every stage', async ({ account }) => {
    const orders = await account.project(yaml('orders'));
    expectSuccess(await orders.run('dev', 'image', { image: null }));
    expectSuccess(await orders.apply('dev', { image: null }));
    expectSuccess(await orders.apply('prod', { image: null }));
    const dev = await account.content('function eu-west-1 orders-dev');
    expect(dev?.image).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect((await account.content('function eu-west-1 orders-prod'))?.image).toBe(dev?.image);
  });

  scenario('of another account or region is looked up there', async ({ account }) => {
    const orders = await account.project(yaml('orders'));
    const uri = '222222222222.dkr.ecr.us-east-2.amazonaws.com/ci:first';
    const { calls, code } = await orders.apply('dev', { image: uri });
    const lookUps = calls.filter(({ service, operation }) => service === 'ecr' && operation === 'DescribeImages');
    // The repository `ci` of this account has an image `first` too, which is another one.
    const own = (await account.ids(/^image \S+ ci@/)).map((id) => id.split('@')[1]);
    const image = String((await account.content('function eu-west-1 orders-dev'))?.image ?? '');
    for (const digest of own) expect(image).not.toContain(digest);
    for (const { region, body } of lookUps) {
      expect({ region, registryId: JSON.parse(body).registryId }).toEqual({
        region: 'us-east-2',
        registryId: '222222222222',
      });
    }
    if (code === 0) expect(image).toMatch(/^222222222222\.dkr\.ecr\.us-east-2\./);
  });

  scenario('that --image-uri names in the own repository is deployed by its digest', async ({ account }) => {
    const orders = await account.project(yaml('orders'));
    const image = await account.ciImage('eu-west-1');
    expectSuccess(await orders.apply('dev', { image: image.replace(/@.*/, ':first') }));
    expect((await account.content('function eu-west-1 orders-dev'))?.image).toBe(image);
  });
});

describe('--adopt', () => {
  scenario('refuses a Zip function, which stays as it is', async ({ account }) => {
    await account.asOthers((aws) => createFunction(aws, 'orders-dev', { zip: true }));
    const before = await account.read();
    const orders = await account.project(yaml('orders'));
    const outcome = await orders.apply('dev', { args: ['--adopt'] });
    expectRefusal(outcome, /Zip/);
    expect((await account.read()).get('function eu-west-1 orders-dev')).toEqual(
      before.get('function eu-west-1 orders-dev'),
    );
  });

  scenario.for([{ command: 'lambda-configuration' }, { command: 'lambda-function' }, { command: 'update-function' }])(
    'refuses a Zip function with $command too',
    async ({ command }, { account }) => {
      await account.asOthers((aws) => createFunction(aws, 'orders-dev', { zip: true }));
      const before = (await account.read()).get('function eu-west-1 orders-dev');
      const orders = await account.project(yaml('orders'));
      expect(await orders.run('dev', command, { args: ['--adopt'] })).toMatchObject({ code: 1 });
      expect((await account.read()).get('function eu-west-1 orders-dev')).toEqual(before);
    },
  );

  scenario('does not take over what belongs to another stage or project', async ({ account }) => {
    const tags = { 'alr:project': 'orders', 'alr:stage': 'prod', 'alr:function': 'main' };
    await account.asOthers((aws) => createFunction(aws, 'orders-dev', { tags }));
    const orders = await account.project(yaml('orders'));
    const outcome = await orders.apply('dev', { args: ['--adopt'] });
    expectNoTrespass(outcome);
    expect(outcome.code).toBe(1);
  });

  scenario(
    'keeps the environment that an image function had, unless the configuration replaces it',
    async ({ account }) => {
      await account.asOthers((aws) => createFunction(aws, 'orders-dev'));
      const orders = await account.project(yaml('orders'));
      const { stdout } = await orders.plan('dev', { args: ['--adopt'] });
      // Whatever happens to it, the plan says so.
      expect(stdout).toMatch(/environment|THEIRS/);
    },
  );
});
