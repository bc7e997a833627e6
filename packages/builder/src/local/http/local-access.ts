import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Why a request is not let in, or undefined where it is. A page on the web can make a browser call this machine:
 * directly (then Origin or Sec-Fetch-Site tells), or under a name of its own that it has rebound to a loopback address
 * (then Host tells). Behind these servers is a function with the user's credentials.
 *
 * @param allowedHosts further host names that are the user's own
 */
export function refusedAccess(headers: IncomingHttpHeaders, allowedHosts: readonly string[]): string | undefined {
  const { host = '', origin } = headers;
  const name = hostnameOf(`http://${host}`);
  // An address can't be rebound: only a name is in doubt.
  if (name === undefined || !(isLocal(name) || isAddress(name) || allowedHosts.includes(name))) {
    return `Host "${host}" is not this machine. If it is yours, start alr-builder local with --allow-host ${name ?? 'NAME'}.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    const from = hostnameOf(origin);
    if (from === undefined || !(isLocal(from) || allowedHosts.includes(from))) {
      return `Origin "${origin}" is foreign. If it is yours, start alr-builder local with --allow-host ${from ?? 'NAME'}.`;
    }
  } else if (origin === undefined && headers['sec-fetch-site'] === 'cross-site') {
    return 'The request comes from a page of another site (Sec-Fetch-Site: cross-site). Open the address by hand.';
  }
  return undefined;
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}

function isLocal(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(name) || name === '[::1]';
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
