import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect } from 'vitest';
import { createFunction } from '../team/others.ts';
import { expectRefusal, expectSuccess, scenario } from '../team/scenario.ts';

const yaml = (trigger: string) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: theirs, alias: live }
role: { name: theirs }
trigger: ${trigger}
`;
const commands = [
  { command: 'enable-rule', trigger: '{ type: eventbridge, rule_name: theirs }' },
  { command: 'disable-rule', trigger: '{ type: eventbridge, rule_name: theirs }' },
  { command: 'delete-rule', trigger: '{ type: eventbridge, rule_name: theirs }' },
  { command: 'publish-test', trigger: '{ type: sns, topic_name: theirs }' },
  { command: 'rollback', trigger: '{ type: none }' },
  { command: 'logs', trigger: '{ type: none }' },
  { command: 'invoke', trigger: '{ type: none }' },
  { command: 'test-streaming', trigger: '{ type: url }' },
] as const;

/** Without a payload, `invoke` reads it from stdin. */
const argsOf = (command: string) => (command === 'invoke' ? ['--payload', '{}'] : []);

describe('a command that acts on what is deployed refuses', () => {
  scenario.for(commands)('what others made: $command', async ({ command, trigger }, { account }) => {
    await account.asOthers(async (aws) => {
      const lambda = aws.client(LambdaClient);
      await createFunction(aws, 'theirs');
      await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'theirs', AuthType: 'NONE' }));
      await aws
        .client(EventBridgeClient)
        .send(new PutRuleCommand({ Name: 'theirs', ScheduleExpression: 'rate(1 day)' }));
      await aws.client(SNSClient).send(new CreateTopicCommand({ Name: 'theirs' }));
      await aws.client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/theirs' }));
    });
    const shop = await account.project(yaml(trigger));
    const before = await account.read();
    expectRefusal(
      await shop.run('dev', command, { image: null, args: argsOf(command) }),
      /theirs was not created by this project \(shop\/dev\): choose/,
    );
    expect(await account.read()).toEqual(before);
  });

  scenario.for(commands)('what another stage deployed: $command', async ({ command, trigger }, { account }) => {
    const shop = await account.project(yaml(trigger));
    expectSuccess(await shop.apply('dev'));
    const before = await account.read();
    expectRefusal(
      await shop.run('prod', command, { args: argsOf(command) }),
      /theirs belongs to shop\/dev, not to shop\/prod: /,
    );
    expect(await account.read()).toEqual(before);
  });
});
