# What a client in Python sees of an emulator of AWS. Prints one JSON object.
import json
import sys

import boto3

settings = dict(
    endpoint_url=sys.argv[1],
    region_name="eu-central-1",
    aws_access_key_id="any",
    aws_secret_access_key="any",
)
seen = {}

sqs = boto3.client("sqs", **settings)
queue = sqs.create_queue(QueueName="python-jobs", Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
attributes = {"kind": {"DataType": "String", "StringValue": "order"}}
# The client verifies the MD5 of the body and of the attributes.
sqs.send_message(QueueUrl=queue, MessageBody="grüße", MessageAttributes=attributes)
sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": "a", "MessageBody": "b"}])
messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"])["Messages"]
seen["messages"] = [message["Body"] for message in messages]
seen["attributes"] = messages[0]["MessageAttributes"]
for message in messages:
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
try:
    sqs.get_queue_url(QueueName="nothing")
except sqs.exceptions.QueueDoesNotExist as error:
    seen["no queue"] = error.response["Error"]["Code"]

s3 = boto3.client("s3", **settings)
s3.create_bucket(Bucket="python-photos", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
s3.put_object(Bucket="python-photos", Key="a b+ü.txt", Body=b"content", Metadata={"n": "1"})
found = s3.get_object(Bucket="python-photos", Key="a b+ü.txt")
seen["object"] = [found["Body"].read().decode(), found["Metadata"], found["ContentLength"]]
# An upload in parts.
s3.upload_fileobj(__import__("io").BytesIO(b"x" * 9_000_000), "python-photos", "large")
seen["large"] = s3.head_object(Bucket="python-photos", Key="large")["ContentLength"]
seen["keys"] = [each["Key"] for each in s3.list_objects_v2(Bucket="python-photos")["Contents"]]
try:
    s3.get_object(Bucket="python-photos", Key="nothing")
except s3.exceptions.NoSuchKey as error:
    seen["no key"] = error.response["Error"]["Code"]

sns = boto3.client("sns", **settings)
topic = sns.create_topic(Name="python-news")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
sns.publish(TopicArn=topic, Message="news", MessageAttributes=attributes)
raw = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"][0]
seen["notification"] = [raw["Body"], raw["MessageAttributes"]["kind"]["StringValue"]]

events = boto3.client("events", **settings)
entries = [{"Source": "shop", "DetailType": "Paid", "Detail": "{}"}, {"Source": "shop", "DetailType": "Paid", "Detail": "-"}]
put = events.put_events(Entries=entries)
seen["events"] = [put["FailedEntryCount"], [entry.get("ErrorCode") for entry in put["Entries"]]]

print(json.dumps(seen))
