// Written by `pnpm generate` from the schemas of AWS's client. Do not edit.
import type { CompactModel } from './compact-model.ts';

export const dynamodbStreamsModel: CompactModel = {
  title: "DynamoDB Streams",
  target: "DynamoDBStreams_20120810",
  namespace: "",
  operations: {
    DescribeStream: {"input":"DescribeStreamInput","output":"DescribeStreamOutput"},
    GetRecords: {"input":"GetRecordsInput","output":"GetRecordsOutput"},
    GetShardIterator: {"input":"GetShardIteratorInput","output":"GetShardIteratorOutput"},
    ListStreams: {"input":"ListStreamsInput","output":"ListStreamsOutput"},
  },
  missing: {
  },
  structures: {
    DescribeStreamInput: {"members":{"StreamArn":"string","Limit":"number","ExclusiveStartShardId":"string","ShardFilter":"ShardFilter"},"required":1},
    ShardFilter: {"members":{"Type":"string","ShardId":"string"}},
    DescribeStreamOutput: {"members":{"StreamDescription":"StreamDescription"}},
    StreamDescription: {"members":{"StreamArn":"string","StreamLabel":"string","StreamStatus":"string","StreamViewType":"string","CreationRequestDateTime":"time","TableName":"string","KeySchema":{"list":"KeySchemaElement"},"Shards":{"list":"Shard"},"LastEvaluatedShardId":"string"}},
    KeySchemaElement: {"members":{"AttributeName":"string","KeyType":"string"},"required":2},
    Shard: {"members":{"ShardId":"string","SequenceNumberRange":"SequenceNumberRange","ParentShardId":"string"}},
    SequenceNumberRange: {"members":{"StartingSequenceNumber":"string","EndingSequenceNumber":"string"}},
    GetRecordsInput: {"members":{"ShardIterator":"string","Limit":"number"},"required":1},
    GetRecordsOutput: {"members":{"Records":{"list":"Record"},"NextShardIterator":"string"}},
    Record: {"members":{"eventID":"string","eventName":"string","eventVersion":"string","eventSource":"string","awsRegion":"string","dynamodb":"StreamRecord","userIdentity":"Identity"}},
    StreamRecord: {"members":{"ApproximateCreationDateTime":"time","Keys":{"map":["string","AttributeValue"]},"NewImage":{"map":["string","AttributeValue"]},"OldImage":{"map":["string","AttributeValue"]},"SequenceNumber":"string","SizeBytes":"number","StreamViewType":"string"}},
    AttributeValue: {"members":{"S":"string","N":"string","B":"blob","SS":{"list":"string"},"NS":{"list":"string"},"BS":{"list":"blob"},"M":{"map":["string","AttributeValue"]},"L":{"list":"AttributeValue"},"NULL":"boolean","BOOL":"boolean"}},
    Identity: {"members":{"PrincipalId":"string","Type":"string"}},
    GetShardIteratorInput: {"members":{"StreamArn":"string","ShardId":"string","ShardIteratorType":"string","SequenceNumber":"string"},"required":3},
    GetShardIteratorOutput: {"members":{"ShardIterator":"string"}},
    ListStreamsInput: {"members":{"TableName":"string","Limit":"number","ExclusiveStartStreamArn":"string"}},
    ListStreamsOutput: {"members":{"Streams":{"list":"Stream"},"LastEvaluatedStreamArn":"string"}},
    Stream: {"members":{"StreamArn":"string","TableName":"string","StreamLabel":"string"}},
  },
  errors: {
    ExpiredIteratorException: {"status":400},
    InternalServerError: {"status":400},
    LimitExceededException: {"status":400},
    ResourceNotFoundException: {"status":400},
    TrimmedDataAccessException: {"status":400},
  },
};
