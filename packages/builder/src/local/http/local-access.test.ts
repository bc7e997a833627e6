import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejectionReason } from './local-access.ts';

describe('rejectionReason', () => {
  it.each([
    [{ host: 'localhost:9000' }],
    [{ host: '127.0.0.1:9000' }],
    [{ host: '[::1]:9000' }],
    [{ host: 'api.localhost:9000' }],
    [{ host: 'host.docker.internal:9000' }],
    [{ host: '192.168.1.5:9000' }],
    [{ host: 'localhost:9000', origin: 'http://localhost:5173' }],
    [{ host: 'localhost:9000', origin: 'http://127.0.0.1:5173' }],
    [{ host: '192.168.1.5:9000', origin: 'http://192.168.1.5:9000' }],
    [{ host: 'localhost:9000', 'sec-fetch-site': 'none' }],
  ])('accepts %j', (headers) => {
    expect(rejectionReason(headers, [])).toBeUndefined();
  });

  it.each([
    [{}, 'Host ""'],
    [{ host: 'evil.example' }, '--allow-host evil.example'],
    [{ host: 'evil;$(id).example' }, "--allow-host 'evil;$(id).example'"],
    [{ host: 'localhost.evil.example:9000' }, 'Host'],
    [{ host: '127.0.0.1.evil.example:9000' }, 'Host'],
    [{ host: 'localhost:9000', origin: 'https://evil.example' }, 'Origin "https://evil.example"'],
    [{ host: 'localhost:9000', origin: 'null' }, 'Origin "null"'],
    [{ host: 'localhost:9000', origin: 'http://203.0.113.1' }, 'Origin'],
    [{ host: 'localhost:9000', 'sec-fetch-site': 'cross-site' }, 'Sec-Fetch-Site'],
  ])('rejects %j with the reason', (headers, reason) => {
    expect(rejectionReason(headers, [])).toContain(reason);
  });

  it('accepts the host names that the user allows', () => {
    const headers = { host: 'function:9000', origin: 'http://front' };
    expect(rejectionReason(headers, ['function', 'front'])).toBeUndefined();
    expect(rejectionReason(headers, ['function'])).toContain('front');
  });

  it('rejects every domain name that the user has not allowed', () => {
    fc.assert(
      fc.property(fc.domain(), (host) => {
        expect(rejectionReason({ host }, [])).toBeDefined();
        expect(rejectionReason({ host: 'localhost', origin: `https://${host}` }, [])).toBeDefined();
      }),
    );
  });
});
