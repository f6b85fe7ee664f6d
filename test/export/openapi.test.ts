import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exportsByName } from '../../export/exports.js';
import { openApiDocument } from '../../rest/openapi.js';
import { dayOfMessages, room, session } from '../support/documents.js';
import { administrator, people, startTestGateway, type TestGateway } from '../support/gateway.js';
import { assertPromised, faults, readOpenApi, type Operation } from '../support/openapi.js';
import { signedIn, viewerDocuments } from '../support/viewers.js';

let paths: Awaited<ReturnType<typeof readOpenApi>>['paths'];
const dates = 'start=2024-03-01&end=2024-03-07';

function operationOf(name: string): Operation {
  const { get } = paths[`/export/${name}.{format}`] ?? {};
  assert.ok(get, name);
  return get;
}

describe('the description of the files', () => {
  let gateway: TestGateway;
  before(async () => {
    ({ paths } = await readOpenApi(openApiDocument()));
    gateway = await startTestGateway();
    const users = [...(viewerDocuments.users ?? []), ...(people.users ?? [])];
    await gateway.db.fill({
      ...viewerDocuments,
      ...people,
      users: [...new Map(users.map((user) => [user._id, user])).values()],
      rocketchat_sessions: [session({ type: 'computed-session', loginAt: '2024-03-05T10:00:00Z' })],
      rocketchat_analytics: [dayOfMessages({ date: 20240305, messages: -2 })],
      rocketchat_room: [room()],
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  async function run(
    status: number,
    name: string,
    query: string,
    headers = administrator,
    method = 'GET',
  ) {
    const response = await fetch(`${gateway.url}/export/${name}?${query}`, { headers, method });
    const text = await response.text();
    assert.equal(response.status, status, `${name}?${query}: ${text}`);
    const [path = '', format = ''] = name.split('.');
    const isJson = format === 'json' || status !== 200;
    const result = {
      status,
      headers: response.headers,
      text: isJson ? text : JSON.stringify(text),
    };
    assertPromised(operationOf(path), result, `${method} ${name}?${query}`);
  }

  it('has every file and no other', () => {
    assert.deepEqual(
      Object.keys(paths).filter((path) => path.startsWith('/export/')),
      [...exportsByName.keys()].map((name) => `/export/${name}.{format}`),
    );
  });

  it('has the columns of each file, in their order', () => {
    for (const [name, { columns }] of exportsByName) {
      const { schema } =
        operationOf(name).responses[200]?.content['application/json; charset=utf-8'] ?? {};
      const { properties } = schema?.items as { properties: object };
      assert.deepEqual(Object.keys(properties), columns);
    }
  });

  it('is what a gateway sends, in every format and with every error', async () => {
    for (const name of exportsByName.keys()) {
      for (const format of ['csv', 'ndjson', 'json']) await run(200, `${name}.${format}`, dates);
      await run(200, `${name}.json`, `${dates}&comparison=2024-02-01&timeZone=Asia/Kathmandu`);
      await run(200, `${name}.csv`, dates, administrator, 'HEAD');
      await run(400, `${name}.csv`, 'start=x');
      await run(401, `${name}.csv`, dates, {});
      await run(403, `${name}.csv`, dates, signedIn('member'));
      await run(405, `${name}.csv`, dates, administrator, 'POST');
    }
  });

  it('rejects the values that the gateway rejects, and names all parameters', async () => {
    const values: Readonly<Record<string, readonly string[]>> = {
      comparison: ['previous', 'previous-year', '2024-02-01', 'next', ''],
      bucket: ['1d', '7d', '1w', '2w', '1M', '1h', '5h', '15m', '7m', '', '0d'],
      cohort: ['joined', 'online', 'left'],
      timeZone: ['Europe/Berlin'],
      periods: ['1', '24'],
      format: [],
      from: [],
      to: [],
      start: [],
      end: [],
    };
    for (const name of exportsByName.keys()) {
      for (const { name: parameter, schema } of operationOf(name).parameters) {
        for (const value of values[parameter] ?? assert.fail(parameter)) {
          const number = schema.type === 'integer' ? Number(value) : value;
          const status = faults(schema, number).length > 0 ? 400 : 200;
          await run(status, `${name}.csv`, `${dates}&${parameter}=${value}`);
        }
      }
    }
  });
});
