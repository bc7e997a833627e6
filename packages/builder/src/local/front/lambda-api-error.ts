import type { ServerResponse } from 'node:http';

/** An error of the Lambda API, as AWS SDKs read it: the status, the type in a header, the message in the body. */
export class LambdaApiError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }

  override get name(): string {
    return 'LambdaApiError';
  }

  send(response: ServerResponse): void {
    const body = JSON.stringify({ Type: this.status < 500 ? 'User' : 'Service', Message: this.message });
    response.writeHead(this.status, { 'Content-Type': 'application/json', 'X-Amzn-ErrorType': this.type }).end(body);
  }
}
