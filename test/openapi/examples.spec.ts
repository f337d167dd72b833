import { randomInt } from 'node:crypto';
import { figure } from '../proofs/figure.js';
import { fuzz } from '../proofs/g9.fuzz.js';
import { type BuiltServer, startBuilt } from './built-server.js';
import { Answers, type Operation, operationsOf } from './documents.js';

/** test/sdk/operations.spec.ts sends the examples. */
describe('The operations of the OpenAPI documents', () => {
  let server: BuiltServer;
  let operations: Operation[];
  let answers: Answers;
  beforeAll(async () => {
    server = await startBuilt();
    const document = (await server.get('/openapi.json')).body;
    operations = operationsOf(document);
    answers = new Answers(document);
  });
  afterAll(() => server.stop());

  it('have refusals that are documented too: status, code and schema', async () => {
    const operator = await server.operator();
    const { key, token, businessId, botId } = await server.signUp();
    const spend = (body: unknown, credential: object = { key }) =>
      ['POST /v1/usage', { body, ...credential }] as const;
    const calls = [
      ['POST /v1/auth/signup', { body: {} }, 400, 'validation_failed'],
      [
        'POST /v1/auth/signup',
        { body: '{', headers: { 'content-type': 'application/json' } },
        400,
        'invalid_json',
      ],
      [
        'POST /v1/auth/login',
        { body: { email: 'a@example.com', password: 'x' } },
        401,
        'invalid_credentials',
      ],
      ['POST /v1/auth/refresh', { body: { refreshToken: 'x' } }, 401, 'invalid_refresh_token'],
      ['GET /v1/plans/limitless', {}, 404, 'unknown_plan'],
      ['GET /v1/members', { token: operator }, 403, 'wrong_principal'],
      ['GET /v1/members?limit=0', { token }, 400, 'validation_failed'],
      [...spend({ feature: 'recordings', amount: 101 }), 402, 'limit_reached'],
      [...spend({ feature: 'export' }), 403, 'feature_off'],
      [...spend({ feature: 'seats' }), 409, 'wrong_feature_kind'],
      [...spend({ feature: 'nothing' }), 404, 'unknown_feature'],
      [...spend({ feature: 'recordings' }, {}), 401, 'unauthenticated'],
      [...spend({ feature: 'recordings' }, { key, token }), 400, 'two_credentials'],
      [...spend('x=1', { key, headers: { 'content-type': 'text/plain' } }), 415, 'unsupported_media_type'],
      ['PUT /v1/allocations/seats/me', { key, body: {} }, 409, 'managed_feature'],
      ['GET /v1/admin/plans', { token }, 403, 'wrong_principal'],
      ['GET /v1/admin/plans/nothing', { token: operator }, 404, 'unknown_plan'],
      ['GET /v1/admin/businesses/x', { token: operator }, 400, 'validation_failed'],
      [
        `PUT /v1/admin/businesses/${businessId}/subscription`,
        { token: operator, body: { planCode: 'nothing' } },
        404,
        'unknown_plan',
      ],
      [`GET /v1/admin/businesses/${botId}`, { token: operator }, 404, 'not_found'],
      [
        'POST /v1/admin/features',
        { token: operator, body: { key: 'seats', name: 'S', unit: 's', kind: 'switch' } },
        409,
        'code_taken',
      ],
    ] as const;
    const faults: string[] = [];
    for (const [call, sent, status, code] of calls) {
      const [method = '', url = ''] = call.split(' ');
      const answer = await server.send(method, url, sent);
      const operation = operations.find((each) => each.method === method && matches(each.path, url))!;
      const found = answers.faults(operation, answer.status, answer.headers.get('content-type'), answer.body);
      if (answer.status !== status || answer.body.code !== code)
        found.push(`${answer.status} ${answer.body.code}`);
      const codes = operation.responses[status]?.content?.['application/problem+json']?.examples ?? {};
      if (!(code in codes)) found.push(`${code} is not documented`);
      faults.push(...found.map((fault) => `${call}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });

  // Last: it closes, archives and edits what it meets.
  it('G9: no request made from the documents, valid or broken, is answered 5xx or what is not documented', async () => {
    const full = process.env.FUZZ === 'full';
    const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
    const size = full ? { valid: 200, broken: 400 } : { valid: 2, broken: 3 };
    const { faults, operations: fuzzed, requests, succeeded } = await fuzz(server, size, seed);
    figure(
      `${fuzzed} operations, ${requests} requests, ${succeeded} succeeded, 0 × 5xx, all documented, seed ${seed}`,
    );
    expect({ seed, faults: faults.slice(0, 20) }).toEqual({ seed, faults: [] });
    expect(succeeded).toBeGreaterThan(fuzzed / 2);
  }, 1_800_000);
});

const matches = (template: string, url: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(url.split('?')[0] ?? '');
