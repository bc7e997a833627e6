/** The parts of an Amazon Resource Name; see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global resources, such as roles. */
  readonly region: string;
  /** Empty for buckets. */
  readonly account: string;
  /** Everything after the account, including colons and slashes. */
  readonly resource: string;
}

/** Parses an ARN; undefined if the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...resource] = text.split(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  if (resource.length === 0) return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}

/** The parts that all ARNs of a region share. ARNs have the same form in every partition, so none is hard-coded. */
export interface ArnScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The ARN of a resource in this account and region: `arnOf(aws, 'sqs', 'jobs')`. */
export function arnOf(scope: ArnScope, service: string, resource: string): string {
  return `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${resource}`;
}

/** The ARN of a bucket, which has neither a region nor an account. */
export function bucketArn(scope: Pick<ArnScope, 'partition'>, bucket: string): string {
  return `arn:${scope.partition}:s3:::${bucket}`;
}

/** The last part of an ARN: the name of a queue or a rule, or of a role without its path. */
export function nameOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
}

/** Whether two ARNs mean the same resource, whatever their accounts and regions are. */
export function isSameResource(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseArn(a), parseArn(b)];
  return left !== undefined && left.service === right?.service && left.resource === right.resource;
}
