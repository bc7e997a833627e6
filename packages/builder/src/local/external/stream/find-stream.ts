import { AwsError } from '../../../aws/aws-error.ts';
import { isNotFound } from '../../../aws/not-found.ts';
import type { ExternalConnection } from '../external-connection.ts';
import { ExternalStream } from './external-stream.ts';

/**
 * Finds the stream of a trigger.
 *
 * @throws {AwsError} it does not exist, or cannot be read
 */
export async function findStream(
  connection: ExternalConnection,
  kind: ExternalStream['kind'],
  arn: string,
): Promise<ExternalStream> {
  try {
    const stream = await ExternalStream.find(kind, arn, connection);
    // Whether it exists, and may be read.
    await stream?.shards();
    if (stream !== undefined) return stream;
  } catch (error) {
    if (!isNotFound(error)) {
      throw new AwsError(connection.explain(error, `look up the stream ${arn}`), { cause: error });
    }
  }
  const { place } = connection;
  const where = place.kind === 'emulator' ? ` at ${place.url} in ${connection.region}` : '';
  throw new AwsError(`the stream ${arn} does not exist${where}: create it, or correct stream.arn of the trigger`);
}
