import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand as ListRepositoryTagsCommand,
} from '@aws-sdk/client-ecr';
import {
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { isUnreadableResponse } from '../../../src/aws/aws-error.ts';
import type { Aws } from '../../../src/aws/connection.ts';
import { type Entry, ifAny, lasting, parsed, tagsOf } from './entry.ts';

/** Reads the buckets of the account with their notifications and the keys of their objects. */
export async function readBuckets(aws: Aws): Promise<Entry[]> {
  const s3 = aws.client(S3Client);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  const buckets = Buckets.map(async ({ Name: Bucket = '' }): Promise<Entry[]> => {
    const [tagging, policy, all, objects] = await Promise.all([
      ifAny(s3.send(new GetBucketTaggingCommand({ Bucket }))),
      s3.send(new GetBucketPolicyCommand({ Bucket })).catch(() => undefined),
      s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
      s3.send(new ListObjectsV2Command({ Bucket })),
    ]);
    const id = `bucket global ${Bucket}`;
    const keys = (objects.Contents ?? []).map(({ Key, ETag }) => [Key, ETag]);
    const notifications = Object.entries(lasting(all)).flatMap(([type, entries]) =>
      [entries].flat().map((entry) => ({
        id: `notification global ${Bucket}/${(entry as { Id?: string }).Id ?? type}`,
        partOf: id,
        content: { type, ...(entry as object) },
      })),
    );
    return [{ id, tags: tagsOf(tagging?.TagSet), content: { policy: parsed(policy?.Policy), keys } }, ...notifications];
  });
  return (await Promise.all(buckets)).flat();
}

/** Reads the image repositories with their images. */
export async function readRepositories(aws: Aws): Promise<Entry[]> {
  const ecr = aws.client(ECRClient);
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand());
  const all = repositories.map(async ({ repositoryName = '', repositoryArn }): Promise<Entry[]> => {
    const [{ tags }, lifecycle, { imageDetails = [] }] = await Promise.all([
      ecr.send(new ListRepositoryTagsCommand({ resourceArn: repositoryArn })),
      // Moto formats a time in this response differently from ECR.
      ecr.send(new GetLifecyclePolicyCommand({ repositoryName })).catch((error: unknown) => {
        if (isUnreadableResponse(error)) return undefined;
        return ifAny(Promise.reject(error));
      }),
      ecr.send(new DescribeImagesCommand({ repositoryName })),
    ]);
    const id = `repository ${aws.region} ${repositoryName}`;
    const images = imageDetails.map(({ imageDigest, imageTags = [] }) => ({
      id: `image ${aws.region} ${repositoryName}@${imageDigest}`,
      partOf: id,
      content: { imageTags: [...imageTags].sort() },
    }));
    const content = { lifecycle: parsed(lifecycle?.lifecyclePolicyText) };
    return [{ id, tags: tagsOf(tags as { Key?: string; Value?: string }[]), content }, ...images];
  });
  return (await Promise.all(all)).flat();
}

/** Reads the log groups. */
export async function readLogGroups(aws: Aws): Promise<Entry[]> {
  const logs = aws.client(CloudWatchLogsClient);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand());
  return Promise.all(
    logGroups.map(async ({ logGroupName, arn = '', ...group }): Promise<Entry> => {
      const { tags = {} } = await logs.send(new ListLogTagsCommand({ resourceArn: arn.replace(/:\*$/, '') }));
      return { id: `log group ${aws.region} ${logGroupName}`, tags, content: lasting(group, 'storedBytes') };
    }),
  );
}
