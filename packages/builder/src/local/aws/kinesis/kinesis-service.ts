import type { AwsService } from '../aws-service.ts';
import { kinesisModel } from '../model/kinesis.generated.ts';
import { linkModel } from '../model/service-model.ts';
import type { KinesisOptions } from './kinesis-options.ts';
import { recordOperations } from './record-operations.ts';
import { withStreamErrors } from './stream-errors.ts';
import { streamOperations } from './stream-operations.ts';

/** 10 MiB of data in Base64, with the partition keys of 500 records, in which each byte can be an escape sequence. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** Kinesis over local streams. */
export function kinesisService(options: KinesisOptions): AwsService {
  const operations = { ...streamOperations(options), ...recordOperations(options) };
  return {
    model: linkModel(kinesisModel),
    style: 'rpc',
    bodyLimit: BODY_LIMIT,
    operations: withStreamErrors(operations),
  };
}
