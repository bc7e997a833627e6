import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

const client = new S3Client({ forcePathStyle: true });

export async function handler() {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'orders', Key: '1.json' }));
  return Body.transformToString();
}
