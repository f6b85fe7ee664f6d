import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { exportsByName } from '../../export/exports.js';
import { dayOfMessages, room, session } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';

interface Dashboard {
  readonly templating: {
    readonly list: readonly { name: string; options?: { value: string }[] }[];
  };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { x: number; y: number; w: number; h: number };
    readonly targets: readonly {
      readonly url: string;
      readonly columns: readonly { readonly selector: string; readonly type: string }[];
    }[];
  }[];
}

const page = readFileSync('docs/grafana.md', 'utf8');
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? '';
const dashboard = JSON.parse(block('json')) as Dashboard;
const hour = 3_600_000;

describe('docs/grafana.md', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
    await gateway.db.fill({
      ...people,
      rocketchat_sessions: [session({ type: 'computed-session', loginAt: '2024-03-05T10:00:00Z' })],
      rocketchat_analytics: [dayOfMessages({ date: 20240305 })],
      rocketchat_room: [room()],
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('has a data source that sends both credentials to the gateway alone', () => {
    const { datasources } = parse(block('yaml')) as {
      datasources: [{ url: string; jsonData: Record<string, unknown>; secureJsonData: object }];
    };
    const [{ url, jsonData, secureJsonData }] = datasources;
    assert.deepEqual(jsonData.allowedHosts, [url]);
    const names = [1, 2].map((index) => String(jsonData[`httpHeaderName${index}`]).toLowerCase());
    assert.deepEqual(names, Object.keys(administrator));
    assert.deepEqual(Object.keys(secureJsonData), ['httpHeaderValue1', 'httpHeaderValue2']);
  });

  it('has a panel for every file, each in a place of its own', () => {
    const shown = dashboard.panels.map(
      ({ targets }) => /^\/export\/([a-z-]+)\.json\?/.exec(targets[0]?.url ?? '')?.[1],
    );
    assert.deepEqual(shown.toSorted(), [...exportsByName.keys()].toSorted());
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      assert.ok(x + w <= 24);
      return Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`);
    });
    assert.equal(new Set(cells).size, cells.length);
    assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  });

  it('has addresses that the gateway answers, with the columns of the panels', async () => {
    const to = Date.parse('2024-03-08T12:34:56.789Z');
    const buckets = dashboard.templating.list.find(({ name }) => name === 'bucket')?.options ?? [];
    assert.ok(buckets.length > 1);
    for (const { title, targets } of dashboard.panels) {
      for (const { url, columns } of targets) {
        for (const { value } of url.includes('${bucket}') ? buckets : [{ value: '' }]) {
          const variables: Readonly<Record<string, string>> = {
            __from: String(to - 72 * hour),
            __to: String(to),
            __timezone: 'utc',
            bucket: value,
          };
          const address = url.replaceAll(
            /\$\{(\w+)\}/g,
            (_, name: string) => variables[name] ?? '?',
          );
          const response = await fetch(`${gateway.url}${address}`, { headers: administrator });
          const text = await response.text();
          assert.equal(response.status, 200, `${title}: ${address}: ${text}`);
          for (const row of JSON.parse(text) as Record<string, unknown>[]) {
            for (const { selector, type } of columns) {
              const cell = row[selector];
              assert.notEqual(cell, undefined, `${title}: ${selector}`);
              if (type === 'timestamp') assert.ok(Date.parse(cell as string) > 0);
              else if (cell !== null) assert.equal(typeof cell, type, `${title}: ${selector}`);
            }
          }
        }
      }
    }
  });
});
