import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Service, serviceOf } from './listen.ts';

/** The services of AWS, and other APIs, each with one operation. */
export function startHttp(): Promise<Service> {
  const server = createServer(async (request, response) => {
    const body = responseTo(`${request.method} ${request.url}`, request.headers, await text(request));
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body ?? { error: `no such resource: ${request.url}` }));
  });
  return serviceOf(server, () => server.closeAllConnections());
}

function responseTo(request: string, headers: IncomingHttpHeaders, body: string): unknown {
  switch (headers['x-amz-target']) {
    case 'DynamoDB_20120810.GetItem':
      return { Item: { id: { S: '1' }, total: { N: '3.5' } } };
    case 'AmazonSQS.SendMessage': {
      const { MessageBody } = JSON.parse(body) as { MessageBody: string };
      return { MessageId: 'message-1', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
    }
  }
  switch (request.replace(/\?.*/, '')) {
    case 'GET /orders/1.json':
      return { id: 1 };
    case 'POST /orders':
      return { received: JSON.parse(body) };
    case 'GET /orders':
      return [{ id: 1 }];
    case 'POST /v1/customers':
      return { id: 'cus_1', object: 'customer', email: new URLSearchParams(body).get('email') };
    case 'POST /v1/responses': {
      const content = [{ type: 'output_text', text: 'Hello!', annotations: [] }];
      const output = [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }];
      return { id: 'resp_1', object: 'response', status: 'completed', output };
    }
    case 'POST /v1/messages':
      return { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hello!' }] };
    default:
      return undefined;
  }
}
