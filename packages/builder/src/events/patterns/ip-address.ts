import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number, and how many bits it has. */
export interface IpAddress {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** Parses an IP address; undefined if the text is none. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { value: fromDigits(text.split('.'), 8n, 10), bits: 32 };
  // AWS compares IPv6 addresses in hexadecimal digits only, without a zone and without an IPv4 address at their end.
  if (!isIPv6(text) || !/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const end = groups(tail ?? '');
  const start = groups(head);
  const zeros = tail === undefined ? 0 : 8 - start.length - end.length;
  return { value: fromDigits([...start, ...Array<string>(zeros).fill('0'), ...end], 16n, 16), bits: 128 };
}

function fromDigits(groups: readonly string[], size: bigint, base: 10 | 16): bigint {
  return groups.reduce((sum, group) => (sum << size) + BigInt(Number.parseInt(group, base)), 0n);
}

/** A block of IP addresses. */
export interface IpBlock {
  readonly address: IpAddress;
  /** How many bits at the end of an address are free. */
  readonly freeBits: number;
}

/** Parses a block in CIDR notation; undefined if the text is none. */
export function parseIpBlock(text: string): IpBlock | undefined {
  const [, host = '', size = ''] = /^([^/]+)\/([0-9]+)$/.exec(text) ?? [];
  const address = parseIpAddress(host);
  // AWS accepts no block with a single address.
  if (address === undefined || Number(size) >= address.bits) return undefined;
  return { address, freeBits: address.bits - Number(size) };
}

/** Whether a block contains the address in a text. */
export function isInBlock({ address, freeBits }: IpBlock, text: string): boolean {
  const other = parseIpAddress(text);
  if (other === undefined || other.bits !== address.bits) return false;
  return other.value >> BigInt(freeBits) === address.value >> BigInt(freeBits);
}
