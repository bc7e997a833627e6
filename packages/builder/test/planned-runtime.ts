/**
 * A runtime whose function asks a server what to do with each item in its event: a message, an object, or the event itself.
 * Whatever is done is also known to the test, which runs that server.
 */

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const server = process.env.PLANS ?? '';

/** What the server says. */
export interface Decision {
  readonly action: 'respond' | 'fail' | 'exit' | 'hang';
  /** The items of a batch of messages that are reported as failed. */
  readonly failed: readonly string[];
  /** The objects to write before the response, each as `BUCKET/KEY`. */
  readonly writes: readonly string[];
}

interface Item {
  readonly id: string;
  readonly messageId?: string | undefined;
}

interface EventRecord {
  readonly body?: string;
  readonly messageId?: string;
  readonly s3?: { readonly object: { readonly key: string } };
  readonly kinesis?: { readonly data: string };
}

interface FunctionEvent {
  readonly Records?: readonly EventRecord[];
  readonly id?: string;
}

function itemsOf({ Records, id = '' }: FunctionEvent): Item[] {
  if (Records === undefined) return [{ id }];
  return Records.flatMap(({ body, messageId, s3, kinesis }) => {
    if (kinesis !== undefined) return [{ id: Buffer.from(kinesis.data, 'base64').toString() }];
    if (s3 !== undefined) return [{ id: decodeURIComponent(s3.object.key) }];
    return itemsOf(JSON.parse(body ?? '{}')).map((item) => ({ ...item, messageId }));
  });
}

/** S3 finds out by the signature, which the emulator does not check, what a request is for. */
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00';

async function put(path: string): Promise<void> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL_S3}/${path}`, {
    method: 'PUT',
    headers: { authorization: SIGNATURE },
    body: 'content',
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

for (;;) {
  const next = await fetch(`${api}/next`);
  const requestId = next.headers.get('lambda-runtime-aws-request-id');
  const items = itemsOf((await next.json()) as FunctionEvent);
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
  const plan = await fetch(server, { method: 'POST', body: JSON.stringify({ name, ids: items.map(({ id }) => id) }) });
  const { action, failed, writes } = (await plan.json()) as Decision;
  if (action === 'exit') process.exit(1);
  if (action === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  if (action === 'fail') {
    await fetch(`${api}/${requestId}/error`, { method: 'POST', body: '{"errorType":"Planned"}' });
    continue;
  }
  for (const path of writes) await put(path);
  const batchItemFailures = items
    .filter(({ id }) => failed.includes(id))
    .map(({ messageId }) => ({ itemIdentifier: messageId }));
  await fetch(`${api}/${requestId}/response`, { method: 'POST', body: JSON.stringify({ batchItemFailures }) });
}
