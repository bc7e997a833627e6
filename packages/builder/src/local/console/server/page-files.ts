import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { consolePage } from '../../../package-files.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Where the page finds the nonce for the styles that its editor adds. */
const NONCE = '%STYLE_NONCE%';

/**
 * Responds with a file of the console's page. The page holds no data, so it needs no token. Returns whether there is such
 * a file.
 */
export async function sendPageFile(path: string, response: ServerResponse): Promise<boolean> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  // Only what the build has made, whatever the path says.
  if (!(await listFiles()).has(name)) return false;
  const content = await readFile(new URL(name, consolePage()));
  const nonce = randomBytes(16).toString('base64');
  const isHtml = name === 'index.html';
  response.writeHead(200, {
    'Content-Type': types[extname(name)] ?? 'application/octet-stream',
    'Cache-Control': isHtml || !name.startsWith('assets/') ? 'no-cache' : 'public, max-age=31536000, immutable',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': policyOf(nonce),
  });
  response.end(isHtml ? content.toString().replace(NONCE, nonce) : content);
  return true;
}

/** Nothing but the page's own files and the API. A response that is shown as a page inherits this. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Without a build of the page, there are none. */
async function listFiles(): Promise<ReadonlySet<string>> {
  const names = await readdir(consolePage(), { recursive: true }).catch(() => []);
  return new Set(names.map((name) => name.replaceAll('\\', '/')).filter((name) => extname(name) !== ''));
}
