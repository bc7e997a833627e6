import type { Configuration } from '../config/configuration.ts';
import { targetGroupName } from '../deploy/resource/ownership.ts';

/** The kinds of resources that permissions are granted on. */
export type ResourceKind =
  | 'everything'
  | 'caller'
  | 'repository'
  | 'role'
  | 'function'
  | 'mappings'
  | 'log group'
  | 'queues'
  | 'bucket'
  | 'topic'
  | 'rule'
  | 'listener'
  | 'listener rules'
  | 'target group';

/** Where the resources are, and who works on them: what an ARN needs besides a name. `*` where it isn't known. */
export interface PolicyScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The identity that makes the calls: an ARN of a user or a role. */
  readonly caller: string;
}

/** The ARNs, with wildcards, of a kind of resource as this project names them. */
export function resourceArns(kind: ResourceKind, configuration: Configuration, where: PolicyScope): string[] {
  const { project, lambda, image, role, trigger } = configuration;
  const arn = (service: string, resource: string) =>
    `arn:${where.partition}:${service}:${where.region}:${where.account}:${resource}`;
  switch (kind) {
    case 'everything':
      return ['*'];
    case 'caller':
      return [where.caller];
    case 'repository':
      return [arn('ecr', `repository/${image.repo}`)];
    case 'role':
      return [`arn:${where.partition}:iam::${where.account}:role/${role.name}`];
    case 'function': {
      const name = arn('lambda', `function:${lambda.name}`);
      return [name, `${name}:*`];
    }
    case 'mappings':
      return [arn('lambda', 'event-source-mapping:*')];
    case 'log group': {
      const group = arn('logs', `log-group:/aws/lambda/${lambda.name}`);
      return [group, `${group}:*`];
    }
    case 'queues':
      return 'queue' in trigger ? [arn('sqs', trigger.queue.name), arn('sqs', trigger.queue.dlq.name)] : [];
    case 'bucket':
      return 'bucket' in trigger ? [`arn:${where.partition}:s3:::${trigger.bucket}`] : [];
    case 'topic': {
      if (!('topicName' in trigger)) return [];
      const topic = arn('sns', trigger.topicName);
      // a subscription's ARN begins with its topic's
      return [topic, `${topic}:*`];
    }
    case 'rule':
      return 'ruleName' in trigger ? [arn('events', `rule/${trigger.ruleName}`)] : [];
    case 'listener':
      return 'listenerArn' in trigger ? [trigger.listenerArn] : [];
    case 'listener rules': {
      const [, path = ''] = 'listenerArn' in trigger ? trigger.listenerArn.split(':listener/') : [];
      return [arn('elasticloadbalancing', `listener-rule/${path}/*`)];
    }
    case 'target group':
      return [arn('elasticloadbalancing', `targetgroup/${targetGroupName(project)}/*`)];
  }
}
