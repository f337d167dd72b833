import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { variables } from '../../src/config/variables.js';

const text = readFileSync('docker-compose.yml', 'utf8');
const parse = (yaml: string): unknown => parseYaml(yaml, { merge: true });

/** Texts with one mistake, and the rule that finds it: what is wrong, the right text, the wrong text, the rule. */
const MISTAKES = [
  ['a key misspelt', '    environment:', '    enviroment:', 'invalid-schema'],
  ['a condition that does not exist', 'service_healthy', 'service_ready', 'invalid-schema'],
  ['a word where a number belongs', 'retries: 3', 'retries: [3]', 'invalid-schema'],
  ['a key misspelt inside a health check', 'retries:', 'retrys:', 'invalid-schema'],
  ['YAML that cannot be read', 'services:', 'services: [', 'invalid-yaml'],
  ['an image of any version', 'postgres:18', 'postgres', 'service-image-require-explicit-tag'],
  ['a port open to the whole network', '127.0.0.1:3000:3000', '3000:3000', 'no-unbound-port-interfaces'],
] as const;

interface Finding {
  filePath: string;
  messages: { rule: string }[];
}

/** Runs the check of `npm run compose:check`, which loads for a second, for one file or a folder. */
const check = async (...args: string[]) => {
  const cli = 'node_modules/dclint/bin/dclint.cjs';
  const all = [cli, '--config', '.dclintrc', '--max-warnings', '0', ...args];
  return promisify(execFile)(process.execPath, all).then(
    ({ stdout }) => ({ exitCode: 0, report: stdout }),
    (failed: { code: number; stdout: string }) => ({ exitCode: failed.code, report: failed.stdout }),
  );
};

describe('docker-compose.yml', () => {
  let folder: string;
  let passed: ReturnType<typeof check>;
  let failed: ReturnType<typeof check>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'compose-'));
    for (const [what, right, wrong] of MISTAKES) {
      mkdirSync(join(folder, what));
      writeFileSync(join(folder, what, 'docker-compose.yml'), text.replace(right, wrong));
    }
    passed = check('docker-compose.yml');
    failed = check('--recursive', '--formatter', 'json', folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('passes the check, which holds it against the Compose schema', async () => {
    expect(await passed).toMatchObject({ exitCode: 0 });
  });

  it.each(MISTAKES)('fails the check with %s', async (what, right, _, rule) => {
    expect(text).toContain(right);
    const { exitCode, report } = await failed;
    expect(exitCode).not.toBe(0);
    const findings = JSON.parse(report) as Finding[];
    const own = findings.filter(({ filePath }) => filePath === join(folder, what, 'docker-compose.yml'));
    expect(own.flatMap(({ messages }) => messages.map((message) => message.rule))).toContain(rule);
  });

  it('starts with no secret that is written down here', () => {
    const { app1: app } = (parse(text) as { services: { app1: { environment: Record<string, string> } } })
      .services;
    for (const secret of ['JWT_SECRET', 'OPERATOR_EMAIL', 'OPERATOR_PASSWORD']) {
      expect(app.environment[secret]).toMatch(new RegExp(`^\\$\\{${secret}:\\?set .+\\}$`));
    }
  });

  it('gives no service a password that is written down here, a right that it does not need, or a file system to write to', () => {
    const { services } = parse(text) as { services: Record<string, Record<string, unknown>> };
    expect(text).not.toMatch(/PASSWORD:-|password:-/);
    for (const [name, service] of Object.entries(services)) {
      expect([name, service.cap_drop, service.read_only, service.security_opt]).toEqual([
        name,
        ['ALL'],
        true,
        ['no-new-privileges:true'],
      ]);
    }
    for (const name of ['app1', 'app2', 'migrate']) expect(services[name]).not.toHaveProperty('cap_add');
  });

  it('runs two servers alike behind one proxy, after one migration, and bounds every log', () => {
    const { services } = parse(text) as { services: Record<string, any> };
    expect(services.app2).toEqual(services.app1);
    expect(services.app1.environment.MIGRATE).toBe('off');
    expect(services.app1.depends_on.migrate.condition).toBe('service_completed_successfully');
    expect(services.migrate).toMatchObject({ command: ['tenure', 'migrate'], restart: 'no' });
    for (const [name, { ports, logging, profiles }] of Object.entries(services)) {
      expect([name, logging.options]).toEqual([name, { 'max-size': '20m', 'max-file': '5' }]);
      if (ports !== undefined && profiles === undefined) expect(name).toBe('caddy');
    }
  });

  it('hands on every variable that the service reads, and no other', () => {
    const { app1: app } = (parse(text) as { services: { app1: { environment: object } } }).services;
    expect(Object.keys(app.environment).sort()).toEqual(Object.keys(variables.shape).sort());
  });

  it('names no service and no volume that it does not define', () => {
    const { services, volumes } = parse(text) as {
      services: Record<
        string,
        { depends_on?: object; volumes?: string[]; environment?: Record<string, string> }
      >;
      volumes: object;
    };
    const used = Object.values(services);
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(used.flatMap((service) => Object.keys(service.depends_on ?? {}))),
    );
    const sources = used.flatMap((service) => service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    const paths = sources.filter((source) => source.startsWith('.'));
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    expect(Object.keys(volumes).toSorted()).toEqual(
      [...new Set(sources.filter((source) => !source.startsWith('.')))].toSorted(),
    );
    expect(Object.keys(services)).toContain(/@([^:]+):/.exec(services.app1!.environment!.DATABASE_URL!)?.[1]);
  });
});
