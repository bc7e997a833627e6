/** The configurations whose deployments by version 1.0 are recorded in `accounts-of-1.0.json`. */
export const configurations: Readonly<Record<string, string>> = {
  'sqs behind an alias':
    'lambda: { name: demo, alias: live, tags: { team: blue } }\nrole: { name: demo }\ntrigger: { type: sqs, queue: { name: jobs, partial_batch_response: true } }\n',
  sns: 'lambda: { name: demo }\nrole: { name: demo }\ntrigger: { type: sns, topic_name: news }\n',
  'sns-sqs':
    'lambda: { name: demo }\nrole: { name: demo }\ntrigger: { type: sns-sqs, topic_name: news, queue: { name: jobs } }\n',
  eventbridge: 'lambda: { name: demo }\nrole: { name: demo }\ntrigger: { type: eventbridge, rule_name: nightly }\n',
  'public url': 'lambda: { name: demo }\nrole: { name: demo }\ntrigger: { type: url, auth_type: NONE }\n',
  's3-direct with its own bucket':
    "lambda: { name: demo }\nrole: { name: demo }\ntrigger: { type: s3-direct, bucket: 'files-${ACCOUNT}', create_bucket: true }\n",
  'the default names': 'trigger: { type: sqs }\n',
};

/** A whole `lambda.yaml`. */
export function yamlOf(name: string): string {
  return `image: { handler: app.handler }\n${configurations[name]}`;
}
