/** The parts of an Amazon Resource Name; see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for what is global, such as a role. */
  readonly region: string;
  /** Empty for a bucket. */
  readonly account: string;
  /** All that follows the account, colons and slashes included. */
  readonly resource: string;
}

/** Takes an ARN apart; undefined where the text isn't one. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...resource] = text.split(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  if (resource.length === 0) return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}

/** Where ARNs are made: all partitions have the same form, so none is ever written into the code. */
export interface ArnScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The ARN of a resource of this account and region, such as `arnOf(aws, 'sqs', 'jobs')`. */
export function arnOf(scope: ArnScope, service: string, resource: string): string {
  return `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${resource}`;
}

/** The ARN of a bucket, which has neither region nor account. */
export function bucketArn(scope: Pick<ArnScope, 'partition'>, bucket: string): string {
  return `arn:${scope.partition}:s3:::${bucket}`;
}

/** The last part of an ARN's resource: a queue's name, a rule's, a role's without its path. */
export function nameOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
}
