/** A request that a user has put together. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The command for a shell of POSIX that sends the request. */
export function curlCommand({ method, url, headers, body }: HttpRequest): string {
  return [
    'curl',
    quoted(url),
    // curl would send GET or, with a body, POST.
    ...(method === 'HEAD' ? ['--head'] : method === (body === '' ? 'GET' : 'POST') ? [] : ['-X', method]),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)]),
    ...(body === '' ? [] : ['--data-raw', quoted(body)]),
  ].join(' ');
}

/** Headers as lines of `name: value`. Others are left out. */
export function headersIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line.indexOf(':') > 0);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
