import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationOf } from '../../../test/configuration.ts';
import { apiGatewayAction } from '../../../test/moto/recorded-actions.ts';
import { permissions } from './permissions.ts';
import { leastPrivilegePolicy } from './policy.ts';

const scope = { partition: 'aws', region: 'eu-west-1', account: '123456789012', caller: 'arn:aws:iam::123456789012:*' };

const triggers = {
  's3-sqs': 'bucket: photos',
  's3-direct': 'bucket: photos',
  eventbridge: '',
  sns: 'topic_name: news',
  'sns-sqs': 'topic_name: news',
  sqs: '',
  'http-api': '',
  alb: 'listener_arn: arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/a/b',
  url: '',
  kinesis: 'stream: { arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks" }',
  dynamodb: 'stream: { arn: "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1" }',
  none: '',
};

function policyFor(trigger: keyof typeof triggers, otherSections = '') {
  return leastPrivilegePolicy(
    { functions: [configurationOf(`trigger:\n  type: ${trigger}\n  ${triggers[trigger]}\n${otherSections}`)] },
    scope,
  );
}

/** The IAM actions of calls with a different name. */
const actionOfCall: Record<string, string> = {
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:PutBucketNotificationConfiguration': 's3:PutBucketNotification',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:InvokeWithResponseStream': 'lambda:InvokeFunction',
};

/** The IAM prefixes of services whose client has a different name. */
const prefixes: Record<string, string> = {
  'cloudwatch-logs': 'logs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  eventbridge: 'events',
  'resource-groups-tagging-api': 'tag',
};

/** The IAM actions of the SDK commands and paginators that a source file imports. */
function actionsIn(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(
    /import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([a-z0-9-]+)'/g,
  );
  return [...imports].flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(([, paginated, called]) => {
      if (client === 'apigatewayv2') return apiGatewayAction(called ?? '');
      const action = `${prefixes[client] ?? client}:${paginated ?? called}`;
      return actionOfCall[action] ?? action;
    }),
  );
}

describe('the list of permissions', () => {
  const listed = new Set(permissions.flatMap(({ actions }) => actions as string[]));
  const files = globSync('src/**/*.ts', { cwd: new URL('../../..', import.meta.url).pathname }).filter(
    (file) => !/\.test\.ts$/.test(file),
  );

  it('contains the action of every SDK call in the code', () => {
    const called = new Set(files.flatMap((file) => actionsIn(new URL(`../../../${file}`, import.meta.url).pathname)));
    expect(called).toContain('iam:SimulatePrincipalPolicy');
    expect([...called].filter((action) => !listed.has(action))).toEqual([]);
  });
});

describe('the least-privilege policy', () => {
  it.each(Object.keys(triggers) as (keyof typeof triggers)[])('for %s fits into a managed policy', (trigger) => {
    const characters = JSON.stringify(policyFor(trigger)).length;
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(characters).toBeLessThanOrEqual(6144);
  });

  it("is limited to the configuration's resources", () => {
    const policy = policyFor('sqs', 'lambda: { name: shop }\nrole: { name: shop-role }\n');
    const resources = policy.Statement.flatMap(({ Resource }) => Resource);
    expect(resources).toContain('arn:aws:lambda:eu-west-1:123456789012:function:shop');
    expect(resources).toContain('arn:aws:iam::123456789012:role/shop-role');
    expect(resources).toContain('arn:aws:sqs:eu-west-1:123456789012:lambda-runtime-dlq');
  });

  it('contains no actions for other triggers', () => {
    expect(JSON.stringify(policyFor('none'))).not.toMatch(/sqs:|sns:|s3:|events:|elasticloadbalancing:/);
  });

  it.each(Object.keys(triggers) as (keyof typeof triggers)[])(
    'for %s uses * only for actions that AWS does not limit to resources',
    (trigger) => {
      const statements = policyFor(
        trigger,
        'lambda: { vpc: { subnets: subnet-12345678, security_groups: sg-12345678 } }\n',
      ).Statement;
      const onAllResources = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
      // https://docs.aws.amazon.com/service-authorization/latest/reference/
      const unlimited =
        /^(sts:GetCallerIdentity|tag:GetResources|ecr:GetAuthorizationToken|ec2:Describe\w+|elasticloadbalancing:Describe\w+|logs:DescribeLogGroups|lambda:((Create|Get)EventSourceMapping|ListEventSourceMappings|ListFunctions)|sqs:ListQueues|s3:ListAllMyBuckets|sns:ListTopics)$/;
      expect(onAllResources.filter((action) => !unlimited.test(action))).toEqual([]);
    },
  );

  it('reads subnets and security groups only for a function in a VPC', () => {
    expect(JSON.stringify(policyFor('none'))).not.toContain('ec2:');
    const inVpc = policyFor('none', 'lambda: { vpc: { subnets: subnet-12345678, security_groups: sg-12345678 } }\n');
    expect(JSON.stringify(inVpc)).toContain('ec2:DescribeSubnets');
  });

  it('contains the target group of the load balancer', () => {
    const resources = policyFor('alb', 'lambda: { name: shop }\n').Statement.flatMap(({ Resource }) => Resource);
    expect(resources.filter((arn) => arn.includes(':targetgroup/'))).toEqual([
      expect.stringMatching(/:targetgroup\/alr-shop-dev-main-[0-9a-f]{12}\/\*$/),
      expect.stringMatching(/:targetgroup\/alr-shop\/\*$/),
    ]);
  });

  it('allows passing the role only to Lambda', () => {
    const statement = policyFor('none').Statement.find(({ Action }) => Action.includes('iam:PassRole'));
    expect(statement?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } });
  });

  it('has a unique, alphanumeric id for each statement', () => {
    const ids = policyFor('alb').Statement.map(({ Sid }) => Sid);
    expect(ids.filter((id) => !/^[A-Za-z0-9]+$/.test(id ?? ''))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('covers the resources of all functions and triggers of a project', () => {
    const functionOf = (name: string, triggers: string) =>
      configurationOf(`project: shop\nfunctions:\n  ${name}: { handler: app, triggers: ${triggers} }\n`);
    const project = {
      functions: [functionOf('orders', '[{ type: sqs }, { type: eventbridge }]'), functionOf('api', '[{ type: url }]')],
    };
    const { Statement } = leastPrivilegePolicy(project, scope);
    const resources = new Set(Statement.flatMap(({ Resource }) => Resource));
    for (const resource of [
      'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-orders',
      'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-api',
      'arn:aws:iam::123456789012:role/shop-dev-orders-eu-west-1',
      'arn:aws:sqs:eu-west-1:123456789012:shop-dev-orders-dlq',
      'arn:aws:events:eu-west-1:123456789012:rule/shop-dev-orders',
      'arn:aws:ecr:eu-west-1:123456789012:repository/shop',
    ]) {
      expect(resources).toContain(resource);
    }
    expect(Statement.filter(({ Resource }) => Resource.length === 0)).toEqual([]);
    expect(Statement.flatMap(({ Action }) => Action)).not.toContain('sns:Publish');
  });
});
