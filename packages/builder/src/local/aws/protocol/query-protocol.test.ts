import { expect, it } from 'vitest';
import type { AwsService } from '../aws-service.ts';
import { linkModel } from '../model/service-model.ts';
import { sqsModel } from '../model/sqs.generated.ts';
import { queryProtocol } from './query-protocol.ts';

const service: AwsService = { model: linkModel(sqsModel), style: 'rpc', bodyLimit: 0, operations: {} };

function read(url: string, form: string) {
  const { operation, input } = queryProtocol.read(
    { method: 'POST', url, headers: {}, body: Buffer.from(form) },
    service,
  );
  return { operation: operation.name, input };
}

it('takes the last value of a field, and that of the body before that of the query', () => {
  expect(
    read('/?Action=SendMessage&QueueName=query', 'Action=ListQueues&Action=GetQueueUrl&QueueName=a&QueueName=b'),
  ).toEqual({ operation: 'GetQueueUrl', input: { QueueName: 'b' } });
});

it('reads many fields in linear time', () => {
  const fields = Array.from({ length: 200_000 }, (_, index) => `field${index}=`);
  expect(read('/', `Action=GetQueueUrl&QueueName=jobs&${fields.join('&')}`)).toMatchObject({
    input: { QueueName: 'jobs' },
  });
});
