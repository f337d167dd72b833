import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Access } from '../../src/common/access.js';
import { type ProblemCode, PROBLEMS } from '../../src/common/problems.js';
import { RoutesService } from '../../src/openapi/routes.service.js';
import { meanwhile } from '../support/meanwhile.js';
import { startTenure } from '../support/tenure.js';
import { type BuiltServer, startBuilt } from './built-server.js';
import { AUDIENCES, type Operation, operationsOf } from './documents.js';
import { OPERATION_IDS } from './operation-ids.js';

const PATHS = ['/openapi.json', ...AUDIENCES.map((name) => `/openapi/${name}.json`)];

describe('The OpenAPI documents', () => {
  let server: BuiltServer;
  const documents: Record<string, any> = {};
  let complaints: Promise<string[][]>;
  beforeAll(async () => {
    server = await startBuilt();
    for (const path of PATHS) documents[path] = (await server.get(path)).body;
    // A process of its own, so it goes on beside the other tests.
    complaints = meanwhile(lint);
  });
  afterAll(async () => {
    await Promise.allSettled([complaints]);
    await server.stop();
  });

  async function lint(): Promise<string[][]> {
    const folder = await mkdtemp(join(tmpdir(), 'tenure-redocly-'));
    try {
      const files = PATHS.map((path) => join(folder, path.replaceAll('/', '_')));
      for (const [at, path] of PATHS.entries()) await writeFile(files[at]!, JSON.stringify(documents[path]));
      return await redocly(files);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('hold every declared route, in the document of one audience; ops only in the whole one', async () => {
    const tenure = await startTenure();
    const declared = tenure.app.get(RoutesService, { strict: false }).declared();
    await tenure.close();
    const operations = new Map(
      operationsOf(documents['/openapi.json']).map((each) => [each.operationId, each]),
    );
    const found = [...declared].map(
      ([
        id,
        {
          access,
          notes: { id: operationId },
        },
      ]) => {
        const where = AUDIENCES.filter((name) =>
          operationsOf(documents[`/openapi/${name}.json`]).some((each) => each.operationId === operationId),
        );
        const expected = { id, where: audienceOf(access), security: securityOf(access, operationId) };
        return { found: { id, where, security: operations.get(operationId)?.security }, expected };
      },
    );
    expect(found.map((each) => each.found)).toEqual(found.map(({ expected }) => expected));
    expect(operations.size).toBe(declared.size);
  });

  it('have operation ids that never change: generated clients name their functions after them', () => {
    const operations = operationsOf(documents['/openapi.json']);
    const ids = Object.fromEntries(
      operations.map(({ method, path, operationId }) => [`${method} ${path}`, operationId]),
    );
    expect(ids).toEqual(OPERATION_IDS);
    expect(new Set(Object.values(ids)).size).toBe(operations.length);
    expect(Object.values(ids).filter((id) => !/^[a-z]+[A-Z][A-Za-z]+$/.test(id))).toEqual([]);
  });

  it('name in each status its own problems, which narrow by their code to all the members they have', () => {
    const { paths, components } = documents['/openapi.json'];
    const schemaOf = ($ref: string) => components.schemas[$ref.split('/').at(-1)!];
    const wrong: string[] = [];
    for (const { operationId, responses } of operationsOf({ paths })) {
      for (const [status, { content }] of Object.entries(responses).filter(([code]) => Number(code) >= 400)) {
        const { schema, examples = {} } = content!['application/problem+json'] as {
          schema: any;
          examples?: object;
        };
        const refs: string[] = schema.oneOf?.map(({ $ref }: { $ref: string }) => $ref) ?? [schema.$ref];
        const codes = refs.map((ref) => schemaOf(ref).properties.code.const as ProblemCode);
        if (codes.join() !== Object.keys(examples).join())
          wrong.push(`${operationId} ${status}: ${codes.join()}`);
        if (codes.length > 1 && schema.discriminator.propertyName !== 'code')
          wrong.push(`${operationId}: no discriminator`);
        for (const code of codes) {
          const statuses = code === 'business_closed' ? [403, 409] : [PROBLEMS[code].status];
          if (!statuses.includes(Number(status))) wrong.push(`${operationId}: ${code} is not a ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(components.schemas.LimitReachedProblem.required).toEqual([
      'type',
      'title',
      'status',
      'detail',
      'code',
      'feature',
      'requested',
      'used',
      'limit',
      'credits',
      'remaining',
      'resetsAt',
      'unlockedBy',
    ]);
    expect(Object.keys(components.schemas.PaymentRequiredProblem.properties)).toContain('checkoutUrl');
    expect(components.schemas.PaymentRequiredProblem.required).not.toContain('checkoutUrl');
  });

  it('require nothing of a caller on account of a default: generators take such a field for one that is there', () => {
    const { paths, components } = documents['/openapi.json'];
    const inputs = [
      ...Object.entries<object>(components.schemas).filter(([name]) => name.endsWith('Dto')),
      ...operationsOf({ paths }).map(({ operationId, parameters }) => [operationId, parameters] as const),
    ];
    const withDefaults = inputs.filter(([, input]) => JSON.stringify(input).includes('"default":'));
    expect(withDefaults.map(([name]) => name)).toEqual([]);
    expect(components.schemas.ConsumeDto).toMatchObject({
      required: ['feature'],
      properties: { amount: { description: expect.stringMatching(/Default: 1\.$/) } },
    });
  });

  it('say of an edit that absent fields stay, and name no default of it; elsewhere they name a default once', () => {
    const { paths, components } = documents['/openapi.json'];
    const edits = operationsOf({ paths })
      .filter(({ method }) => method === 'PATCH')
      .map(({ requestBody }) => requestBody!.content['application/json'] as any)
      .map(({ schema }) => schema.$ref.split('/').at(-1) as string);
    expect(new Set(edits)).toContain('EditPlanDto');
    const wrong = Object.entries<any>(components.schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries<any>(properties)
        .filter(([, { description = '' }]) => {
          const told = description.match(
            /Default: |[Tt]he default is|\(the default\)|(?:[Ii]f|[Ww]hen)(?: it is)? absent/g,
          );
          return (told?.length ?? 0) > (edits.includes(name) ? 0 : 1);
        })
        .map(([field, { description }]) => `${name}.${field}: ${description}`),
    );
    expect(wrong).toEqual([]);
    expect(components.schemas.EditPlanDto.description).toBe('A field that is absent stays as it is.');
    expect(components.schemas.CreatePlanDto.properties).toMatchObject({
      trialDays: { description: expect.stringMatching(/Default: 0\.$/) },
      graceDays: { description: expect.stringMatching(/Default: 14\.$/) },
      whenCycleEnds: { description: expect.stringMatching(/Default: "renew"\.$/) },
      visibility: { description: expect.stringMatching(/Default: "public"\.$/) },
    });
  });

  it('say of every operation what the guard enforces', async () => {
    const { token, key } = await server.signUp();
    const wrong: string[] = [];
    // Closing the business takes its keys away, so it comes last.
    const closes = ({ path }: Operation) => Number(path === '/v1/business/close');
    const oneAtATime = operationsOf(documents['/openapi.json']).toSorted((a, b) => closes(a) - closes(b));
    for (const { method, path, security } of oneAtATime) {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const scheme = Object.keys(security[0] ?? {})[0];
      const closed = async (call: object) =>
        (await server.send(method, url, call)).body?.code === 'unauthenticated';
      if ((await closed({})) !== (scheme !== undefined)) wrong.push(`${method} ${path} without a credential`);
      if (scheme === 'apiKey' && !(await closed({ token }))) wrong.push(`${method} ${path} with a token`);
      if (scheme === 'accessToken' && !(await closed({ key }))) wrong.push(`${method} ${path} with a key`);
      if (scheme === 'apiKey' && (await closed({ key }))) wrong.push(`${method} ${path} refuses a key`);
      if (scheme === 'accessToken' && (await closed({ token })))
        wrong.push(`${method} ${path} refuses a token`);
    }
    expect(wrong).toEqual([]);
  });

  it('tell of every operation a summary, its refusals and an example of its body', () => {
    const poor = operationsOf(documents['/openapi.json']).filter((operation) => !isRich(operation));
    expect(poor.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('show no empty example: the value of an `@example` stands on its line', () => {
    const empty: string[] = [];
    JSON.stringify(
      documents['/openapi.json'].components.schemas,
      function (this: unknown, key, value: unknown) {
        if (key === 'example' && value === '') empty.push(JSON.stringify(this));
        return value;
      },
    );
    expect(empty).toEqual([]);
  });

  it('reference nothing outside, and neither does Swagger UI', async () => {
    for (const path of PATHS) {
      // Addresses of callers and of the service, in examples.
      const text = JSON.stringify(documents[path]).replaceAll(/https:\/\/\w+\.example\.com\//g, '');
      expect(text).not.toMatch(/https?:/);
      expect([...text.matchAll(/"\$ref":"(?!#\/)[^"]*/g)]).toEqual([]);
      expect(documents[path].servers).toMatchObject([{ url: '/' }]);
    }
    const page = (await server.get('/docs')).body as string;
    const assets = [...page.matchAll(/(?:src|href)=["']([^"']+)["']/g)]
      .map(([, asset]) => asset!)
      .filter((asset) => !asset.startsWith('#') && !asset.startsWith('data:'));
    expect(assets.filter((asset) => !asset.startsWith('./docs/'))).toEqual([]);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { status, body } = await server.get(asset.slice(1));
      expect([asset, status, body.length > 0]).toEqual([asset, 200, true]);
    }
    const settings = (await server.get('/docs/swagger-ui-init.js')).body as string;
    expect(settings).not.toMatch(/https?:/);
    expect(settings).toMatch(/"validatorUrl": null/);
    for (const path of PATHS) expect(settings).toContain(path);
  });

  it('leave the recommended rules of redocly nothing to say', async () => {
    expect(await complaints).toEqual(PATHS.map(() => []));
  });
});

/** Ids are UUIDs, so no id is `keys` and no key is `sessions`; the linter does not look at formats. */
const AMBIGUOUS_TO_IT = '`/v1/admin/operators/keys/{keyId}` and `/v1/admin/operators/{id}/sessions`';

/** What the linter of the OpenAPI world says of each file with its recommended rules. To load it takes longer than to lint. */
async function redocly(files: string[]): Promise<string[][]> {
  const cli = join(process.cwd(), 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const args = [cli, 'lint', '--extends=recommended', '--format=json', ...files];
  // It exits 1 when it finds something, and says it all the same.
  const said = await promisify(execFile)(process.execPath, args, { env }).catch((e: { stdout: string }) => e);
  // It prints an object for each file, and nothing between them.
  const reports = JSON.parse(`[${said.stdout.replaceAll('\n}{\n', '\n},{\n')}]`) as {
    problems: { ruleId: string; message: string }[];
  }[];
  return reports.map(({ problems }) =>
    problems
      .filter(({ message }) => !message.includes(AMBIGUOUS_TO_IT))
      .map(({ ruleId, message }) => `${ruleId}: ${message}`),
  );
}

function audienceOf(access: Access): string[] {
  if (access.to === 'public') return access.document === 'ops' ? [] : ['dashboard'];
  return [access.to === 'bots' ? 'sdk' : access.to === 'operators' ? 'operator' : 'dashboard'];
}

function securityOf(access: Access, operationId: string): object[] {
  if (operationId === 'getMetrics') return [{}, { metricsToken: [] }];
  if (access.to === 'public') {
    if (access.orPeople === true)
      return [{}, { accessToken: [] }, { apiKey: [] }, { accessToken: [], apiKey: [] }];
    return access.forwards === true ? [{}, { apiKey: [] }] : [];
  }
  if (access.to === 'operators') return [{ accessToken: [] }, { apiKey: [] }];
  return access.to === 'bots' ? [{ apiKey: [] }] : [{ accessToken: [] }];
}

function isRich({ summary, tags, parameters, requestBody, responses }: Operation): boolean {
  const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400);
  const body = requestBody?.content['application/json'];
  return (
    summary.length > 5 &&
    tags.length === 1 &&
    problems.length > 0 &&
    problems.every(
      ([, { content }]) => Object.keys(content?.['application/problem+json']?.examples ?? {}).length > 0,
    ) &&
    parameters.every((parameter) => parameter.in !== 'path' || parameter.example !== undefined) &&
    (requestBody === undefined || body?.example !== undefined)
  );
}
