import { randomUUID } from 'node:crypto';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { type Operation, operationsOf } from './documents.js';
import { oneAtATime, type Known, knownAtFirst, learn, sendExample } from './sender.js';
import { STAGES } from './stages.js';

/** They look, or set going what goes on by itself: nothing is written in an operator's name. */
const WRITES_NOTHING = [
  'POST /v1/admin/renewals',
  'POST /v1/admin/businesses/{id}/subscription/renew',
  'POST /v1/admin/businesses/{id}/subscription/preview',
  'POST /v1/admin/webhooks/{id}/test',
];

/** Where there would be nothing to take back. */
const FIRST: Record<string, (tenure: Tenure, token: string, known: Known) => Promise<{ status: number }>> = {
  'POST /v1/admin/plans/{code}/unarchive': (tenure, token) =>
    tenure.post('/v1/admin/plans/team/archive', { token }),
  'DELETE /v1/admin/businesses/{id}/subscription/pending-plan': (tenure, token, { ids }) => {
    const body = { planCode: 'free', when: 'cycleEnd' };
    return tenure.put(`/v1/admin/businesses/${ids.businesses}/subscription`, { token, body });
  },
};

describe('An operator who is removed while their request waits', () => {
  let tenure: Tenure;
  let doomed: { id: string; token: string };
  beforeAll(async () => (tenure = await startTenure({ DOCS: 'on', PAYMENTS: 'manual' })));
  afterAll(() => tenure.close());

  const operator = async (): Promise<typeof doomed> => {
    const email = `${randomUUID()}@example.com`;
    const body = { email, firstName: 'Charles', lastName: 'Babbage', password: PASSWORD };
    const { id } = (await tenure.post('/v1/admin/operators', { token: await tenure.operator(), body })).body;
    const login = await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } });
    return { id, token: login.body.tokens.accessToken };
  };

  /** Sends a request of the doomed operator, who is gone by the time its transaction begins. */
  const sendRemoved = async (send: () => Promise<{ status: number; body: any }>) => {
    const { dataSource } = tenure;
    const original = dataSource.transaction;
    let begun = false;
    dataSource.transaction = (async (...of: Parameters<typeof original>) => {
      if (!begun) await dataSource.query('DELETE FROM users WHERE id = $1', [doomed.id]);
      begun = true;
      return original.apply(dataSource, of);
    }) as typeof original;
    try {
      return { answer: await send(), begun };
    } finally {
      dataSource.transaction = original;
    }
  };

  const logged = async (): Promise<unknown> =>
    tenure.dataSource.query(
      'SELECT (SELECT count(*) FROM operator_audit) AS operators, (SELECT count(*) FROM audit_log) AS businesses',
    );

  /** Where the operation is sent to, and its body: what its stage or its example says. */
  const prepared = async (operation: Operation, known: Known) => {
    const stage = STAGES[`${operation.method} ${operation.path}`];
    if (stage === undefined)
      return () => sendExample(tenure, operation, { ...known, operator: doomed.token });
    const { url = operation.path, fill = {} } = await stage(tenure);
    const example = operation.requestBody?.content['application/json']?.example;
    const body = example === undefined ? undefined : { ...(example as object), ...fill };
    return () => tenure.send(operation.method, url, { token: doomed.token, body });
  };

  it('changes nothing, whatever they asked for', async () => {
    const document = (await tenure.get('/openapi.json')).body;
    const known = await knownAtFirst(tenure);
    const faults: string[] = [];
    let tried = 0;
    for (const operation of oneAtATime(operationsOf(document))) {
      const call = `${operation.method} ${operation.path}`;
      const byOperators = operation.path.startsWith('/v1/admin') && operation.method !== 'GET';
      if (byOperators && !WRITES_NOTHING.includes(call)) {
        const first = await FIRST[call]?.(tenure, await tenure.operator(), known);
        expect({ call, status: first?.status ?? 200 }).toEqual({ call, status: 200 });
        doomed = await operator();
        const send = await prepared(operation, known);
        const before = await logged();
        const { answer, begun } = await sendRemoved(send);
        tried += 1;
        if (!begun) faults.push(`${call}: no transaction`);
        if (answer.status !== 401) faults.push(`${call}: ${answer.status} ${JSON.stringify(answer.body)}`);
        expect({ call, logged: await logged() }).toEqual({ call, logged: before });
      }
      if (STAGES[call] === undefined)
        learn(operation, (await sendExample(tenure, operation, known)).body, known);
    }
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThan(25);
  }, 180_000);
});
