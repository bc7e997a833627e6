/** A function that handles events of every source, and returns what its classes received and returned. */
export const ALL_SOURCES = `
import * as events from '@alr/event';
import { Runtime } from '@alr/runtime';

const see = (handler, ...seen) => {
  handler.runtime.seen.push(seen);
  if (JSON.stringify(seen).includes('bad')) throw new Error('bad');
};
const respond = async (handler, request) => {
  see(handler, request.method, request.url, await request.text());
  return Response.json({ ok: true }, { headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] });
};
const CLASSES = {
  SQS: class extends events.SQSHandler { onMessage(body) { see(this, body); } },
  SNS: class extends events.SNSHandler { onNotification(message, sns) { see(this, message, sns.Subject); } },
  S3: class extends events.S3Handler { onS3Event(record, { key }) { see(this, key, record.envelopes?.map(({ source }) => source)); } },
  EVENTBRIDGE: class extends events.EventBridgeHandler { onEvent(type, detail) { see(this, type, detail); } },
  KINESIS: class extends events.KinesisHandler { onRecord(data) { see(this, data); this.state.last = data; } },
  DYNAMODB: class extends events.DynamoDBHandler { onRecord({ NewImage }) { see(this, NewImage); } },
  HTTP: class extends events.HTTPHandler { onRequest(request) { return respond(this, request); } },
  ALB: class extends events.ALBHandler { onRequest(request) { return respond(this, request); } },
  WEBSOCKET: class extends events.WebSocketHandler {
    onConnect({ headers }) { see(this, headers.Host); return new Response(null, { status: 403 }); }
    onMessage(body) { see(this, body); return 'hello'; }
  },
  AUTHORIZER: class extends events.AuthorizerHandler {
    onAuthorize({ token, path }) { see(this, token, path); return { allow: token === 'good', context: { role: 'admin' } }; }
  },
  KAFKA: class extends events.KafkaHandler { onRecord(value, { key, headers }) { see(this, value, key, headers); } },
  FIREHOSE: class extends events.FirehoseHandler { onRecord(data) { see(this, data); return data.toUpperCase(); } },
  COGNITO: class extends events.CognitoHandler { onTrigger(source) { see(this, source); return { autoConfirmUser: true }; } },
  LOGS: class extends events.LogsHandler { onLogEvent({ message }, { logGroup }) { see(this, message, logGroup); } },
  ANY: class extends events.AnyHandler { onEvent(event) { see(this, event); return { ok: true }; } },
};

export default class All extends Runtime {
  static {
    const wanted = process.env.SOURCES?.split(',') ?? Object.keys(CLASSES);
    for (const source of wanted) this.registerEventHandler(events['EVENT_' + source], CLASSES[source]);
  }
  async handler(event, context) {
    this.seen = [];
    const reply = await super.handler(event, context);
    return { seen: this.seen, reply };
  }
}
`;
