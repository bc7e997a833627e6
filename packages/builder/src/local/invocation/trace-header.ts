import { randomBytes } from 'node:crypto';

/**
 * An X-Ray trace header with all of Root, Parent and Sampled, which the X-Ray SDK needs to record anything: what the
 * invoker's header says stays, the rest is made up.
 *
 * @param isSampled what it says of sampling where the invoker's says nothing
 */
export function completeTraceHeader(header = '', isSampled = false, now: number = Date.now()): string {
  const fields = new Map<string, string>();
  for (const field of header.split(';')) {
    const [name = '', value] = field.trim().split('=', 2);
    if (value) fields.set(name, value);
  }
  const root = fields.get('Root') ?? `1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
  const parent = fields.get('Parent') ?? randomBytes(8).toString('hex');
  const sampled = fields.get('Sampled') ?? (isSampled ? '1' : '0');
  return `Root=${root};Parent=${parent};Sampled=${sampled === '1' ? 1 : 0}`;
}
