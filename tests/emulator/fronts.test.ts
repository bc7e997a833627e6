import { describe, expect, inject, it } from 'vitest';
import { emulate } from './emulated-function.ts';

/** Responds with what a handler class of the event package makes of the request. */
const source = (handlerClass: 'HTTPHandler' | 'ALBHandler') => `
  import { EVENT_ALB, EVENT_HTTP, ALBHandler, HTTPHandler } from '@alr/event';
  import { Runtime } from '@alr/runtime';
  class Site extends ${handlerClass} {
    async onRequest(request) {
      const { pathname, searchParams } = new URL(request.url);
      const headers = new Headers({ 'x-cookie': request.headers.get('cookie') });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2');
      const bytes = Buffer.from(await request.arrayBuffer()).toString('hex');
      const body = { method: request.method, pathname, x: searchParams.getAll('x'), bytes };
      return Response.json(body, { status: 201, headers });
    }
  }
  export class App extends Runtime {}
  App.registerEventHandler(${handlerClass === 'HTTPHandler' ? 'EVENT_HTTP' : 'EVENT_ALB'}, Site);
  export const handler = App;
`;

describe('a handler class of the event package', () => {
  it.each([
    ['url', 'HTTPHandler', {}],
    ['http-api', 'HTTPHandler', {}],
    ['rest-api', 'HTTPHandler', { binaryMediaTypes: ['*/*'] }],
    ['alb', 'ALBHandler', { multiValueHeaders: true }],
  ] as const)('gets a request through %s, and its response arrives', async (front, handlerClass, options) => {
    await using emulated = await emulate(source(handlerClass), {
      project: inject('packed').projectWithEvents,
      front,
      ...options,
    });
    const response = await fetch(`${emulated.local.url}/path/to?x=1&x=%C3%BC%26`, {
      method: 'POST',
      body: Buffer.from([255, 0]),
      headers: { 'content-type': 'application/octet-stream', cookie: 'c=3' },
    });
    expect(await response.json()).toEqual({ method: 'POST', pathname: '/path/to', x: ['1', 'ü&'], bytes: 'ff00' });
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-cookie')).toBe('c=3');
  });
});
