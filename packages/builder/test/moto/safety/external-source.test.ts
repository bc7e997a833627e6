import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { createQueue } from '../../external-queues.ts';
import { runtimeClient } from '../../local.ts';
import { countMessages, putMessages } from '../team/messages.ts';
import { scenario } from '../team/scenario.ts';

const yaml = `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: 'orders-\${STAGE}' }
role: { name: 'orders-\${STAGE}' }
trigger: { type: sqs, queue: { name: 'jobs-\${STAGE}' } }
`;
const fromAws = ['--source', 'aws', '--port', '0'];
const no = { question: 'Receive and delete', keys: 'n' };

describe('the question of alr-builder local --source aws', () => {
  scenario('shows what is read, and who else reads it; without a yes, nothing is received', async ({ account }) => {
    const shop = await account.project(yaml);
    await shop.apply('dev');
    await account.asOthers((aws) => putMessages(aws, 'jobs-dev', { inFlight: 1 }));
    const declined = await shop.run('dev', 'local', { args: fromAws, answer: no });
    expect(declined).toMatchObject({ code: 1, changes: [] });
    expect(declined.calls.map(({ operation }) => operation)).not.toContain('ReceiveMessage');
    expect(declined.stdout).toMatch(
      /events come from AWS account \d{12}, \S+, with the credentials in AWS_ACCESS_KEY_ID, at/,
    );
    expect(declined.stdout).toContain(
      'queue jobs-dev → main: 0 visible, 1 in flight; visibility timeout 360 s; after 3 receives, to jobs-dev-dlq',
    );
    expect(declined.stdout).toContain(
      'the deployed function orders-dev reads it too (Enabled): each message reaches only one of the two',
    );
    expect(declined.stdout).toMatch(/aws lambda update-event-source-mapping --uuid \S+ --no-enabled --region \S+/);
    expect(declined.stdout).toMatch(/Receive and delete messages of jobs-dev \(AWS account \d{12}/);
    expect(declined.stdout).toContain('no message was received');
    expect(declined.stdout).not.toContain('Listening on');
    expect(await account.asOthers((aws) => countMessages(aws, 'jobs-dev'))).toMatchObject({ visible: 0, inFlight: 1 });
  });

  scenario('lets messages be received after a yes, until Ctrl-C', async ({ account }) => {
    // Moto would invoke a deployed function.
    const shop = await account.project(yaml);
    await account.asOthers(async (aws) => {
      await createQueue(aws.client(SQSClient), 'jobs-dev');
      await putMessages(aws, 'jobs-dev', { visible: 1 });
    });
    const end = { question: 'REPORT RequestId', keys: '\u0003' };
    const answer = { question: 'Receive and delete', keys: 'y', next: end };
    const args = [...fromAws, '--', ...runtimeClient];
    const { code, stdout } = await shop.run('dev', 'local', { args, answer });
    expect(stdout).toMatch(/Listening on.*1 message from the queue jobs-dev.*stopped/s);
    expect(code).toBe(0);
    expect(await account.asOthers((aws) => countMessages(aws, 'jobs-dev'))).toMatchObject({ visible: 0, inFlight: 0 });
  });

  scenario('says if the trigger of the deployed function is disabled', async ({ account }) => {
    const shop = await account.project(yaml.replace(' } }\n', ' }, enabled: false }\n'));
    await shop.apply('dev');
    const { stdout } = await shop.run('dev', 'local', { args: fromAws, answer: no });
    expect(stdout).toContain('the deployed function orders-dev does not read it: its trigger is disabled');
    expect(stdout).not.toContain('update-event-source-mapping');
  });

  scenario('cannot be asked without a terminal', async ({ account }) => {
    const shop = await account.project(yaml);
    await shop.apply('dev');
    const refused = await shop.run('dev', 'local', { args: fromAws, process: true });
    expect(refused).toMatchObject({ code: 2, changes: [] });
    expect(refused.stderr).toContain(
      'there is no terminal to ask for confirmation on: add --yes to have messages received and deleted',
    );
    const json = await shop.run('dev', 'local', { args: [...fromAws, '--json'], process: true });
    expect(json.code).toBe(2);
    expect(json.stdout + json.stderr).toContain('--json does not ask for confirmation: add --yes');
  });

  scenario('is not asked about a queue that does not exist in the stage', async ({ account }) => {
    const shop = await account.project(yaml);
    await shop.apply('dev');
    const refused = await shop.run('prod', 'local', { args: [...fromAws, '--yes'], process: true });
    expect(refused).toMatchObject({ code: 1, changes: [] });
    expect(refused.stderr).toMatch(
      /the queue jobs-prod does not exist in account \d{12}, \S+: create it with alr-builder apply, or name the stage that is deployed with --stage/,
    );
  });

  scenario('is not asked if the credentials belong to another account', async ({ account }) => {
    const shop = await account.project(`${yaml}aws: { account: "999999999999" }\n`);
    const refused = await shop.run('dev', 'local', { args: [...fromAws, '--yes'], process: true });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('but the configuration is for 999999999999');
    expect(refused.calls.map(({ operation }) => operation)).toEqual(['GetCallerIdentity']);
  });

  scenario('says which triggers are not read, and that others have to be', async ({ account }) => {
    const shop = await account.project(yaml.replace(/trigger:.*/, 'trigger: { type: sns, topic_name: news }'));
    const refused = await shop.run('dev', 'local', { args: [...fromAws, '--yes'], process: true });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      '--source aws reads the queues and streams of triggers, but there is none; the trigger sns: SNS sends its events only to what is deployed',
    );
  });
});
