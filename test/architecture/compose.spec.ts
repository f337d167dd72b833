import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { variables } from '../../src/config/variables.js';

const text = readFileSync('docker-compose.yml', 'utf8');
const parse = (yaml: string): unknown => parseYaml(yaml, { merge: true });

/** What `npm run compose:check` says about a compose file of this text. */
function check(compose: string): { exitCode: number | null; report: string } {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  try {
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(file, compose);
    const cli = 'node_modules/dclint/bin/dclint.cjs';
    const run = spawnSync(process.execPath, [cli, '--config', '.dclintrc', '--max-warnings', '0', file], {
      encoding: 'utf8',
    });
    return { exitCode: run.status, report: run.stdout + run.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('docker-compose.yml', () => {
  it('passes the check, which holds it against the Compose schema', () => {
    expect(check(text)).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['a key misspelt', '    environment:', '    enviroment:', 'invalid-schema'],
    ['a condition that does not exist', 'service_healthy', 'service_ready', 'invalid-schema'],
    ['a word where a number belongs', 'retries: 3', 'retries: [3]', 'invalid-schema'],
    ['a key misspelt inside a health check', 'retries:', 'retrys:', 'invalid-schema'],
    ['YAML that cannot be read', 'services:', 'services: [', 'invalid-yaml'],
    ['an image of any version', 'postgres:18', 'postgres', 'service-image-require-explicit-tag'],
    ['a port open to the whole network', '127.0.0.1:3000:3000', '3000:3000', 'no-unbound-port-interfaces'],
  ])('fails the check with %s', (_, right, wrong, rule) => {
    expect(text).toContain(right);
    const { exitCode, report } = check(text.replace(right, wrong));
    expect(exitCode).not.toBe(0);
    expect(report).toContain(rule);
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
