import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../../src/config/config.js';
import { withJwtPrivateKey } from '../../src/config/jwt-private-key.js';
import { withJwtSecret } from '../../src/config/jwt-secret.js';
import { productionWarnings } from '../../src/config/production-warnings.js';
import { SECRETS } from '../../src/config/secret-files.js';
import { variables } from '../../src/config/variables.js';
import { isWeakSecret } from '../../src/config/weak-secret.js';

const SECRET = 'k3Jq8w_fZb2mXv7RtY0pLs5NdHc9GaEu';

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  test('an empty environment starts an embedded development server with the example catalogue', () => {
    expect(loadConfig({})).toMatchObject({
      nodeEnv: 'development',
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      jwtSecrets: [],
      dataDir: join(process.cwd(), '.data'),
      publicUrl: 'http://127.0.0.1:3000',
      catalogue: 'example',
      renewals: true,
      usageBatching: true,
      rateLimits: false,
      auditDays: null,
      events: 'all',
      eventsDays: 30,
      payments: 'none',
      stripe: null,
      paymentRetryDays: [1, 3, 5, 8, 12],
      invoiceRetentionYears: 10,
      returnOrigins: [],
      trustProxy: false,
      corsOrigins: [],
      webhookNetworks: [],
      logLevel: 'log',
    });
  });

  test('Stripe needs a key, and a live key goes to Stripe alone', () => {
    const PAYMENTS = 'stripe';
    expect(problemsOf({ PAYMENTS })).toEqual(['STRIPE_SECRET_KEY is missing: PAYMENTS=stripe needs it']);
    expect(problemsOf({ PAYMENTS, STRIPE_SECRET_KEY: 'pk_test_1' })).toEqual([
      expect.stringContaining('STRIPE_SECRET_KEY must be a secret'),
    ]);
    const STRIPE_API_BASE = 'http://127.0.0.1:1';
    expect(problemsOf({ PAYMENTS, STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_API_BASE })).toEqual([
      'STRIPE_API_BASE is for tests, not for a live key',
    ]);
    expect(loadConfig({ PAYMENTS, STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_API_BASE })).toMatchObject({
      stripe: { secretKey: 'sk_test_1', webhookSecrets: [], tax: 'off', apiBase: STRIPE_API_BASE },
    });
  });

  test('an empty variable is the same as none', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ', OPERATOR_EMAIL: '', JWT_SECRET: '' })).toEqual(
      loadConfig({}),
    );
  });

  test('everything that is wrong is listed at once, field by field and between fields', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      PORT: '70000',
      RENEWALS: 'yes',
      DATABASE_URL: 'mysql://x',
      OPERATOR_EMAIL: 'op@example.com',
    });
    for (const name of ['PORT', 'RENEWALS', 'DATABASE_URL', 'JWT_SECRET', 'OPERATOR_PASSWORD']) {
      expect(problems.filter((problem) => problem.startsWith(`${name} `))).toHaveLength(1);
    }
    expect(problems).toHaveLength(5);
  });

  test.each([
    ['NODE_ENV', 'staging'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['HOST', 'http://x'],
    ['PUBLIC_URL', 'tenure.example'],
    ['PUBLIC_URL', 'https://x/?a=1'],
    ['SMTP_URL', 'http://mail'],
    ['MAIL_FROM', 'nobody'],
    ['USAGE_BATCHING', 'true'],
    ['RATE_LIMITS', '1'],
    ['CATALOGUE', 'demo'],
    ['CATALOGUE', 'plans.txt'],
    ['CHECKOUT_URL', 'javascript:1'],
    ['TRUST_PROXY', 'sometimes'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['AUDIT_DAYS', '0'],
    ['AUDIT_DAYS', 'ever'],
    ['EVENTS', 'on'],
    ['EVENTS_DAYS', '0'],
    ['EVENTS_DAYS', '3'],
    ['PAYMENTS', 'paypal'],
    ['PAYMENT_RETRY_DAYS', '3,1'],
    ['PAYMENT_RETRY_DAYS', '1,61'],
    ['PAYMENT_RETRY_DAYS', ''.padEnd(3, ',')],
    ['INVOICE_RETENTION_YEARS', '0'],
    ['RETURN_ORIGINS', 'https://a.example/path'],
    ['CORS_ORIGINS', 'https://a.example/path'],
    ['CORS_ORIGINS', '*'],
    ['WEBHOOK_NETWORKS', '10.0.0.1'],
    ['WEBHOOK_NETWORKS', '10.0.0.0/33'],
    ['WEBHOOK_NETWORKS', 'loopback'],
    ['LOG_LEVEL', 'chatty'],
    ['MIGRATE', 'on'],
    ['REQUEST_LOG', 'on'],
    ['METRICS_TOKEN', 'too short'],
    ['METRICS_TOKEN', 'has blanks in the middle'],
    ['METRICS_PORT', '70000'],
    ['DRAIN_SECONDS', '61'],
    ['MAX_CONNECTIONS', '0'],
    ['DOCS', 'no'],
    ['JWT_SECRET', 'short'],
    ['JWT_SECRET', `${SECRET},`],
    ['JWT_SECRET', `${SECRET},short`],
  ])('%s=%s is refused, naming the variable', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
  });

  test('no secret stands in an error', () => {
    const problems = problemsOf({
      JWT_SECRET: 'hush-hush',
      OPERATOR_PASSWORD: 'sesame',
      OPERATOR_EMAIL: 'a@b.example',
    });
    expect(problems.join()).not.toMatch(/hush|sesame/);
    expect(problems).toHaveLength(2);
  });

  test.each([
    ['change-me-change-me-change-me-change-me'],
    ['x'.repeat(40)],
    ['secret-secret-secret-secret-secret-'],
    ['passwordpasswordpasswordpassword'],
    ['password'.repeat(5).slice(0, 37)],
    ['12345678'.repeat(4)],
    ['abcdefghijklmnopqrstuvwxyz012345'],
    ['abababbabaabbabaabababbabababbab'],
  ])('the placeholder secret %s is refused in production only', (secret) => {
    expect(problemsOf({ NODE_ENV: 'production', JWT_SECRET: `${SECRET},${secret}` })).toEqual([
      expect.stringContaining('placeholder'),
    ]);
    expect(problemsOf({ JWT_SECRET: secret })).toEqual([]);
  });

  test('no secret that a generator makes is taken for a weak one', () => {
    const made = Array.from({ length: 2_000 }, () => [
      randomBytes(32).toString('base64'),
      randomBytes(16).toString('hex'),
      Array.from({ length: 32 }, () => randomInt(10)).join(''),
    ]).flat();
    expect(made.filter(isWeakSecret)).toEqual([]);
  });

  describe('a secret in a file', () => {
    let folder: string;
    beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'tenure-secrets-'))));
    afterAll(() => rmSync(folder, { recursive: true }));
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };

    test('is read like the variable, without the break of its last line, and judged like it', () => {
      const env = { NODE_ENV: 'production', JWT_SECRET_FILE: file('jwt', `${SECRET}\n`) };
      expect(loadConfig(env).jwtSecrets).toEqual([SECRET]);
      expect(problemsOf({ ...env, JWT_SECRET_FILE: file('weak', 'a'.repeat(40)) })).toEqual([
        expect.stringMatching(/^JWT_SECRET is a placeholder or easy to guess/),
      ]);
    });

    test('that is not there, is empty or too large, or is given twice, is named without what it holds', () => {
      const problems = problemsOf({
        JWT_SECRET_FILE: join(folder, 'nothing'),
        METRICS_TOKEN_FILE: file('empty', '\n'),
        SMTP_URL_FILE: file('large', 'canary'.repeat(20_000)),
        DATABASE_URL_FILE: file('url', 'postgres://canary'),
        DATABASE_URL: 'postgres://x/y',
      });
      expect(problems.toSorted()).toEqual([
        'DATABASE_URL_FILE is set, and so is DATABASE_URL: set one of them',
        'JWT_SECRET_FILE cannot be read: ENOENT',
        'METRICS_TOKEN_FILE names an empty file',
        'SMTP_URL_FILE names a file of more than 64 KiB',
      ]);
    });

    test('may be every variable that is one', () => {
      const secret =
        /SECRET|PASSWORD|TOKEN|PRIVATE_KEY|SECRET_KEY|HEADERS|^(?:DATABASE|DIRECT_DATABASE|SMTP)_URL$/;
      expect(
        Object.keys(variables.shape)
          .filter((name) => secret.test(name))
          .toSorted(),
      ).toEqual([...SECRETS].toSorted());
    });
  });

  test('LOG_LEVEL=info is the level that most services begin at', () => {
    expect(loadConfig({ LOG_LEVEL: 'info' })).toEqual(loadConfig({}));
  });

  test('only a server to try things out has plans that nobody chose', () => {
    const secret = { NODE_ENV: 'production', JWT_SECRET: SECRET };
    const catalogues = [{}, secret, { DATABASE_URL: 'postgres://x/y' }, { ...secret, CATALOGUE: 'example' }];
    expect(catalogues.map((env) => loadConfig(env).catalogue)).toEqual([
      'example',
      'none',
      'none',
      'example',
    ]);
  });

  test('production says what is missing, and says nothing when nothing is', () => {
    const warned = (env: NodeJS.ProcessEnv) =>
      productionWarnings(loadConfig({ JWT_SECRET: SECRET, ...env })).map((line) => line.split(' ')[0]);
    const all = [
      'SMTP_URL',
      'PUBLIC_URL',
      'TRUST_PROXY',
      'RATE_LIMITS',
      'RENEWALS',
      'OUTBOUND',
      'METRICS_PORT',
    ];
    expect(warned({ NODE_ENV: 'production', RATE_LIMITS: 'off', RENEWALS: 'off', OUTBOUND: 'off' })).toEqual(
      all,
    );
    expect(warned({})).toEqual([]);
    const whole = {
      NODE_ENV: 'production',
      SMTP_URL: 'smtp://mail',
      PUBLIC_URL: 'https://app.example.com',
      TRUST_PROXY: '1',
      METRICS_PORT: '9464',
    };
    expect(warned(whole)).toEqual([]);
    expect(warned({ ...whole, METRICS_PORT: '', METRICS_TOKEN: 'a-token-of-a-scraper' })).toEqual([]);
  });

  test('production limits rates, and an own database starts with no catalogue', () => {
    const config = loadConfig({
      NODE_ENV: 'production',
      JWT_SECRET: SECRET,
      DATABASE_URL: 'postgres://u:p@db/tenure',
    });
    expect(config).toMatchObject({ rateLimits: true, catalogue: 'none', jwtSecrets: [SECRET] });
  });

  test('lists, hops and networks are read as they are meant', () => {
    expect(loadConfig({ JWT_SECRET: `${SECRET}, ${SECRET}2` }).jwtSecrets).toEqual([SECRET, `${SECRET}2`]);
    expect(loadConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:5173' }).corsOrigins).toEqual([
      'https://a.example',
      'http://localhost:5173',
    ]);
    expect(loadConfig({ TRUST_PROXY: 'true' }).trustProxy).toBe(true);
    expect(loadConfig({ TRUST_PROXY: '2' }).trustProxy).toBe(2);
    expect(loadConfig({ TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy).toBe('10.0.0.0/8, ::1');
  });

  test('links never have a double slash, and an IPv6 host stands in brackets', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://tenure.example/app//' }).publicUrl).toBe(
      'https://tenure.example/app',
    );
    expect(loadConfig({ HOST: '::1', PORT: '0' }).publicUrl).toBe('http://[::1]:0');
  });
});

describe('the kept JWT secret', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tenure-config-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  test('twenty boots at once agree on one secret, which only its owner may read', async () => {
    const config = loadConfig({ DATA_DIR: join(dataDir, 'new') });
    const made = await Promise.all(Array.from({ length: 20 }, () => withJwtSecret(config)));
    const secrets = new Set(made.flatMap((each) => each.jwtSecrets));
    expect(secrets.size).toBe(1);
    const path = join(config.dataDir, 'jwt-secret');
    expect(secrets).toContain(await readFile(path, 'utf8'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('a secret in the environment wins and no file is made', async () => {
    const config = await withJwtSecret(loadConfig({ DATA_DIR: dataDir, JWT_SECRET: SECRET }));
    expect(config.jwtSecrets).toEqual([SECRET]);
    await expect(stat(join(dataDir, 'jwt-secret'))).rejects.toThrow('ENOENT');
  });

  test('a damaged file is refused instead of signing with it', async () => {
    await writeFile(join(dataDir, 'jwt-secret'), 'tiny');
    await expect(withJwtSecret(loadConfig({ DATA_DIR: dataDir }))).rejects.toThrow(ConfigError);
  });
});

describe('The keys that sign access tokens', () => {
  const newPem = (namedCurve = 'P-256'): string =>
    generateKeyPairSync('ec', {
      namedCurve,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
  const [one, two] = [newPem(), newPem()];
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const der = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '');

  test.each([
    ['in PEM', one],
    ['in PEM on one line', one.trim().replaceAll('\n', '\\n')],
    ['in base64 of PEM', base64(one)],
    ['in base64 of DER', der(one)],
  ])('are read %s', (_, written) => {
    expect(loadConfig({ JWT_PRIVATE_KEY: written })).toMatchObject({
      jwtPrivateKeys: [one],
      jwtSignsBySecret: false,
    });
  });

  test('are a list, before which the secret may go on signing', () => {
    const written = ` HS256, ${base64(one)} , ${two}`;
    expect(loadConfig({ JWT_PRIVATE_KEY: written })).toMatchObject({
      jwtPrivateKeys: [one, two],
      jwtSignsBySecret: true,
    });
    expect(loadConfig({})).toMatchObject({ jwtPrivateKeys: [], jwtSignsBySecret: false });
  });

  test.each([
    ['another curve', newPem('P-384')],
    ['a curve of the same size', newPem('secp256k1')],
    ['the same twice', `${one},${base64(one)}`],
    ['no key', 'a secret that is no key at all, but long enough'],
    ['nothing behind the secret', 'HS256,'],
    ['the secret in another place', `${base64(one)},HS256`],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ==\n-----END PUBLIC KEY-----'],
    ['one good and one bad', `${base64(one)},x`],
  ])('refuse %s, and no secret stands in the message', (_, written) => {
    const [problem = ''] = problemsOf({ JWT_PRIVATE_KEY: written });
    expect(problem).toMatch(/^JWT_PRIVATE_KEY must be a P-256 private key/);
    if (written.length > 10) expect(problem).not.toContain(written.slice(10, 40));
  });

  test('are made once outside production, and never in production or beside a given secret', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tenure-keys-'));
    try {
      const config = loadConfig({ DATA_DIR: dataDir });
      const made = await Promise.all([1, 2, 3].map(() => withJwtPrivateKey(config)));
      const [pem = ''] = made[0]?.jwtPrivateKeys ?? [];
      expect(pem).toContain('PRIVATE KEY');
      for (const { jwtPrivateKeys } of made) expect(jwtPrivateKeys).toEqual([pem]);
      expect((await stat(join(dataDir, 'jwt-private-key'))).mode & 0o777).toBe(0o600);
      const production = { ...config, nodeEnv: 'production' as const };
      expect((await withJwtPrivateKey(production)).jwtPrivateKeys).toEqual([]);
      // Several servers may share the secret, and each would make a key of its own.
      const shared = { ...config, jwtSecrets: [SECRET] };
      expect((await withJwtPrivateKey(shared)).jwtPrivateKeys).toEqual([]);
      await writeFile(join(dataDir, 'jwt-private-key'), 'nonsense');
      await expect(withJwtPrivateKey(config)).rejects.toThrow('holds no P-256 private key');
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
