import { sampleEvent } from '@alr/builder/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispatch, type Logged } from '../../test/dispatching.ts';
import { type Front, requestOf, respondingWith, sampleRequest } from '../../test/requests.ts';

const fronts: readonly Front[] = ['url', 'http-api', 'rest-api', 'alb', 'lattice', 'lattice-v1'];

/** A sample event with some of its members replaced. */
function sampleWith(front: Front, members: object, context: object = {}): object {
  const event = sampleEvent(front) as { requestContext: object };
  return { ...event, ...members, requestContext: { ...event.requestContext, ...context } };
}

describe.each(fronts)('a request through %s', (front) => {
  it('has its method, URL, headers and body', async () => {
    const request = await sampleRequest(front, {
      method: 'PUT',
      path: '/orders/1?verbose=yes',
      headers: [
        ['content-type', 'text/plain'],
        ['x-kind', 'order'],
      ],
      bodies: ['grüße'],
    });
    const { pathname, search, protocol } = new URL(request.url);
    expect({ method: request.method, pathname, search, protocol }).toEqual({
      method: 'PUT',
      pathname: '/orders/1',
      search: '?verbose=yes',
      protocol: 'https:',
    });
    expect(request.headers.get('x-kind')).toBe('order');
    expect(request.headers.get('content-type')).toBe('text/plain');
    expect(await request.text()).toBe('grüße');
  });

  it('has its host', async () => {
    const { host } = new URL((await sampleRequest(front)).url);
    expect(host).toMatch(/\.us-east-1\.(on\.aws|amazonaws\.com|elb\.amazonaws\.com)$|lambda-url|vpc-lattice-svcs/);
  });

  it('has all cookies in one header', async () => {
    const request = await sampleRequest(front, { headers: [['cookie', 'a=1; b=2']] });
    expect(request.headers.get('cookie')).toBe('a=1; b=2');
  });

  it('has parameters with encoded characters', async () => {
    const { url } = await sampleRequest(front, { path: '/?q=a%26b%3Dc+d&ü=%C3%BC&empty=' });
    expect([...new URL(url).searchParams]).toEqual([
      ['q', 'a&b=c d'],
      ['ü', 'ü'],
      ['empty', ''],
    ]);
  });

  it('keeps the path encoded', async () => {
    const { url } = await sampleRequest(front, { path: '/a%2Fb%20c' });
    expect(new URL(url).pathname).toBe('/a%2Fb%20c');
  });

  it('has a binary body if it comes in base64', async () => {
    const body = Buffer.from([0, 255, 128]).toString('base64');
    const post = sampleEvent(front, { method: 'POST', bodies: ['x'] });
    const request = await requestOf({ ...post, body, isBase64Encoded: true, is_base64_encoded: true });
    expect([...(await request.bytes())]).toEqual([0, 255, 128]);
  });

  it('has no content type that the client did not send', async () => {
    const event = sampleEvent(front, { method: 'POST', headers: [['content-type', '']], bodies: ['x'] });
    expect((await requestOf(event)).headers.get('content-type')).toBe('');
  });

  it('has no body if its method has none', async () => {
    const request = await sampleRequest(front, { method: 'GET', bodies: ['x'] });
    expect(request.body).toBeNull();
  });

  it('has the signal of the context', async () => {
    const event = sampleEvent(front);
    expect((await requestOf(event)).signal.aborted).toBe(false);
    expect((await requestOf(event, { shutdown: AbortSignal.abort() })).signal.aborted).toBe(true);
  });
});

describe('repeated headers and parameters', () => {
  const options = {
    path: '/?x=1&x=2',
    headers: [
      ['accept', 'text/html'],
      ['accept', 'text/plain'],
    ],
  } as const;

  it.each([
    ['url', options],
    ['http-api', options],
    ['rest-api', options],
    ['alb', { ...options, multiValueHeaders: true }],
    ['lattice', options],
  ] as const)('are all kept: %s', async (front, given) => {
    const request = await sampleRequest(front, given);
    expect(new URL(request.url).searchParams.getAll('x')).toEqual(['1', '2']);
    expect(request.headers.get('accept')?.split(/, ?/)).toEqual(['text/html', 'text/plain']);
  });

  it('are only the last ones if the load balancer sends no more', async () => {
    const request = await sampleRequest('alb', options);
    expect(new URL(request.url).searchParams.getAll('x')).toEqual(['2']);
    expect(request.headers.get('accept')).toBe('text/plain');
  });
});

describe('the query', () => {
  it('is built from the parameters if the event has no raw query', async () => {
    const { url } = await requestOf(
      sampleWith('url', { rawQueryString: '', queryStringParameters: { a: '1 2', b: '' } }),
    );
    expect(new URL(url).search).toBe('?a=1+2&b=');
  });

  it.each([
    ['path', 'lattice'],
    ['raw_path', 'lattice-v1'],
  ] as const)('is as the client sent it if VPC Lattice has it in %s', async (member, front) => {
    const event = { ...sampleEvent(front, { path: '/a?x=1' }), [member]: '/a?x=%20&x=2&y' };
    expect(new URL((await requestOf(event)).url)).toMatchObject({ pathname: '/a', search: '?x=%20&x=2&y' });
  });

  it('may have texts instead of lists in version 2 of VPC Lattice', async () => {
    const event = { ...sampleEvent('lattice'), queryStringParameters: { x: '1' }, headers: { host: 'a.example' } };
    expect((await requestOf(event)).url).toBe('https://a.example/?x=1');
  });
});

describe('the path', () => {
  const domainName = 'abc.execute-api.us-east-1.amazonaws.com';

  it.each([
    ['/prod/pets', { stage: 'prod', domainName }, '/pets'],
    ['/prod', { stage: 'prod', domainName }, '/'],
    ['/production', { stage: 'prod', domainName }, '/production'],
    ['/prod/pets', { stage: 'prod', domainName: 'api.example.com' }, '/prod/pets'],
    ['/prod/pets', { stage: '$default', domainName }, '/prod/pets'],
  ])('of an HTTP API has no stage: %s, %j', async (rawPath, context, pathname) => {
    const { url } = await requestOf(sampleWith('http-api', { rawPath }, context));
    expect(new URL(url).pathname).toBe(pathname);
  });

  it.each([
    ['/prod/pets', { version: '1.0' }, { stage: 'prod', domainName }, '/pets'],
    ['/prod/pets', { version: '1.0' }, { stage: '$default', domainName }, '/prod/pets'],
    ['/prod/pets', { version: '1.0' }, { stage: 'prod', domainName: 'api.example.com' }, '/prod/pets'],
    ['/prod/pets', {}, { stage: 'prod', domainName }, '/prod/pets'],
  ])(
    'of payload format 1.0 has no stage if it comes from an HTTP API: %s, %j, %j',
    async (path, api, context, pathname) => {
      const { url } = await requestOf(sampleWith('rest-api', { path, ...api }, context));
      expect(new URL(url).pathname).toBe(pathname);
    },
  );

  it.each([
    ['/a b', '/a%20b'],
    ['/a?b#c', '/a%3Fb%23c'],
    ['/100%', '/100%25'],
    ['/\\evil', '/%5Cevil'],
    ['//evil.example', '//evil.example'],
    ['/line\nbreak', '/line%0Abreak'],
    ['ü', '/%C3%BC'],
    ['', '/'],
  ])('is encoded if it came decoded: %j', async (rawPath, pathname) => {
    const { url } = await requestOf(sampleWith('http-api', { rawPath }));
    expect(new URL(url)).toMatchObject({ pathname, search: '', hash: '' });
  });
});

describe('host and scheme', () => {
  const urlOf = async (headers: Record<string, string>) =>
    new URL((await requestOf(sampleWith('alb', { headers }))).url);

  it.each(['a b', 'user@evil.example', 'evil.example/path', 'evil.example?', ''])(
    'are localhost if the client sends no valid host: %j',
    async (host) => {
      expect((await urlOf({ host })).host).toBe('localhost');
    },
  );

  it.each(['example.com', 'example.com:8080', '[::1]:9000', '10.0.0.1'])('may be %s', async (host) => {
    expect((await urlOf({ host })).host).toBe(host);
  });

  it('follow x-forwarded-proto if it is http or https', async () => {
    expect((await urlOf({ host: 'a.example', 'x-forwarded-proto': 'https' })).protocol).toBe('https:');
    expect((await urlOf({ host: 'a.example', 'x-forwarded-proto': 'https, http' })).protocol).toBe('https:');
    expect((await urlOf({ host: 'a.example', 'x-forwarded-proto': 'gopher' })).protocol).toBe('http:');
  });
});

describe('any input', () => {
  it('has header bytes as sent, even if the gateway decoded them as UTF-8', async () => {
    const { headers } = await requestOf(sampleWith('url', { headers: { 'x-name': 'žluťoučký', 'x-latin': 'ä' } }));
    expect(Buffer.from(headers.get('x-name') ?? '', 'latin1').toString()).toBe('žluťoučký');
    expect(headers.get('x-latin')).toBe('ä');
  });

  it('may lack members, or have null members', async () => {
    const event = { requestContext: { elb: {} }, httpMethod: 'GET', path: '/', body: null, headers: null };
    expect((await requestOf(event)).url).toBe('http://localhost/');
    const rest = {
      resource: '/',
      httpMethod: 'GET',
      path: '/',
      multiValueHeaders: null,
      headers: { host: 'a.example' },
    };
    expect((await requestOf(rest)).url).toBe('https://a.example/');
  });

  it('never leads to another host, whatever path and query it has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (rawPath, rawQueryString) => {
        const { url } = await requestOf(sampleWith('http-api', { rawPath, rawQueryString }));
        expect(new URL(url).host).toBe('api1example.execute-api.us-east-1.amazonaws.com');
        expect(new URL(url).hash).toBe('');
      }),
    );
  });

  it.each([
    ['the method TRACE', { httpMethod: 'TRACE' }],
    ['no method', { httpMethod: '' }],
    ['a header without a name', { headers: { '': 'secret' } }],
    ['a header whose name has a space', { headers: { 'x secret': 'secret' } }],
    ['a header of two lines', { headers: { 'x-name': 'secret\r\nx-other: 1' } }],
    ['a host that is not valid in a URL', { headers: { host: '1.2.3.4.5:99999' } }],
    ['no path', { path: undefined }],
  ])('is a 400 if fetch cannot represent it, without quoting it above debug: %s', async (_case, members) => {
    const logged: Logged[] = [];
    const handlers = respondingWith(() => new Response('reached'));
    await expect(dispatch(sampleWith('alb', members), { handlers, logged })).resolves.toMatchObject({
      statusCode: 400,
      body: '{"message":"Bad Request"}',
    });
    expect(logged.map(({ level }) => level)).toEqual(['warn', 'debug']);
    expect(logged[0]?.parts.join()).not.toContain('secret');
  });
});
