import { eachRecord, type RecordOptions, type SampleOptions } from './sample-options.ts';
import { arn, REGION, uuid } from './sample-values.ts';

/**
 * Records that Firehose wants to be transformed
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html).
 */
export function firehoseEvent(options: SampleOptions): object {
  return {
    invocationId: uuid('firehose', 0),
    deliveryStreamArn: arn('firehose', 'deliverystream/my-stream'),
    region: REGION,
    records: eachRecord(options).map(firehoseRecord),
  };
}

function firehoseRecord({ index, body, time = new Date() }: RecordOptions): object {
  return {
    recordId: String(49546986683135544286507457936321625675700192471156785154n + BigInt(index)),
    approximateArrivalTimestamp: time.getTime(),
    data: Buffer.from(body ?? JSON.stringify({ page: `/products/${index + 1}` })).toString('base64'),
  };
}
