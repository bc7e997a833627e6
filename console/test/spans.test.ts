import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

/** A span as exporters of OpenTelemetry send it. */
function spanOf(traceHeader: string, name: string, id: string, parentSpanId: string | undefined, status: object = {}) {
  const traceId = /Root=1-([^;]+)/.exec(traceHeader)?.[1]?.replace('-', '');
  const now = Date.now();
  const times = { startTimeUnixNano: `${now}000000`, endTimeUnixNano: `${now + 20}000000` };
  const attributes = [{ key: 'user', value: { stringValue: '<b>a</b>' } }];
  return { traceId, spanId: id, parentSpanId, name, kind: 1, attributes, status, ...times };
}

describe.runIf(hasBrowser)('the waterfall', () => {
  it('shows the spans of the function as a tree', async () => {
    const { local, page, complaints } = await openConsole();
    const endpoint = { describe: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' };
    const { payload } = await local.invoke(endpoint, { FunctionName: 'orders' });
    await local.settled();
    const { traceHeader = '' } = local.invocations.at(-1) ?? {};
    const spans = [
      spanOf(traceHeader, 'save the order', '00000000000000a1', undefined),
      spanOf(traceHeader, 'insert', '00000000000000a2', '00000000000000a1', { code: 2, message: 'it is locked' }),
    ];
    const post = (spans: readonly object[]) =>
      fetch((payload as { variable: string }).variable, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
      });
    await post(spans);
    await page
      .getByRole('listbox', { name: /^Invocations/ })
      .getByRole('option')
      .first()
      .click();
    await page.getByRole('tab', { name: /Waterfall/ }).click();
    const outer = page.locator('.waterfall li', { hasText: 'save the order' });
    const inner = page.locator('.waterfall li', { hasText: 'insert' });
    await outer.getByText('user: <b>a</b>').waitFor();
    await inner.getByText('it is locked').waitFor();
    // It is open when more come.
    const late = spanOf(traceHeader, 'notify the team', '00000000000000a3', undefined);
    await post([late]);
    await page.locator('.waterfall li', { hasText: 'notify the team' }).waitFor();
    const left = async (row: typeof outer, name: string) =>
      (await row.getByText(name, { exact: true }).boundingBox())?.x ?? 0;
    expect(await left(inner, 'insert')).toBeGreaterThan(await left(outer, 'save the order'));
    expect(complaints).toEqual([]);
  });
});
