/** A runtime whose function responds with the credentials that an unmodified client of AWS's SDK finds. */
import { S3Client } from '@aws-sdk/client-s3';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

for (;;) {
  const next = await fetch(`${api}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const response = await new S3Client().config.credentials().then(
    ({ accessKeyId, sessionToken }) => ({ accessKeyId, sessionToken }),
    (error: Error) => ({ error: error.message }),
  );
  await fetch(`${api}/${id}/response`, { method: 'POST', body: JSON.stringify(response) });
}
