/**
 * The W3C trace context that an X-Ray header stands for, so that OpenTelemetry finds its parent; undefined where the
 * header has no parent. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceparentOf(xrayHeader: string): string | undefined {
  const root = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/i.exec(xrayHeader);
  const parent = /(?:^|;)\s*Parent=([0-9a-f]{16})(?:;|$)/i.exec(xrayHeader);
  if (root === null || parent === null) return undefined;
  const isSampled = /(?:^|;)\s*Sampled=1(?:;|$)/i.test(xrayHeader);
  return `00-${root[1]}${root[2]}-${parent[1]}-${isSampled ? '01' : '00'}`.toLowerCase();
}
