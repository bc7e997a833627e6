import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { shellWord } from '../../terminal/text/shell-word.ts';

/**
 * Returns why a request must be rejected, or undefined if it is allowed.
 *
 * The function behind these servers has the user's credentials. Any web page can make a browser send requests to this
 * machine: either directly, which `Origin` and `Sec-Fetch-Site` reveal, or under a domain name that it has rebound to a
 * loopback address, which `Host` reveals.
 *
 * @param allowedHosts host names that the user trusts
 * @param allowedOrigins origins whose pages the user trusts
 */
export function rejectionReason(
  headers: IncomingHttpHeaders,
  allowedHosts: readonly string[],
  allowedOrigins: readonly string[] = [],
): string | undefined {
  const { host = '', origin } = headers;
  const name = hostnameOf(`http://${host}`);
  // Only names can be rebound. IP addresses are safe.
  if (name === undefined || !(isLoopback(name) || isAddress(name) || [...ownNames, ...allowedHosts].includes(name))) {
    return `Request rejected: Host "${host}" is not this machine. ${allowHostHint(name)}`;
  }
  if (origin !== undefined && origin !== `http://${host}` && !allowedOrigins.includes(origin)) {
    const from = hostnameOf(origin);
    if (from === undefined || !(isLoopback(from) || allowedHosts.includes(from))) {
      return `Request rejected: Origin "${origin}" is another site. ${allowHostHint(from)}`;
    }
  } else if (origin === undefined && headers['sec-fetch-site'] === 'cross-site') {
    return (
      'Request rejected: it comes from a page of another site (Sec-Fetch-Site: cross-site). ' +
      "Enter the URL in the browser's address bar instead"
    );
  }
  return undefined;
}

function allowHostHint(name = 'NAME'): string {
  return `If you trust it, start alr-builder local with --allow-host ${shellWord(name)}`;
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined;
}

/** What containers call this machine. Nobody can register such a name, so it cannot be rebound. */
const ownNames: readonly string[] = ['host.docker.internal', 'host.containers.internal'];

/** Whether a name or an address is that of this machine, which other machines cannot reach. */
export function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(name) ||
    name === '[::1]' ||
    name === '::1'
  );
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
