import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { CONNECTION_LIMITS } from '../../src/common/connections.js';
import type { Problem } from '../../src/common/problem-reply.js';
import { PROBLEMS } from '../../src/common/problems.js';
import { SECRETS } from '../../src/config/secret-files.js';
import { variables } from '../../src/config/variables.js';

const read = (path: string) => readFileSync(path, 'utf8');
const known = new Set([...Object.keys(variables.shape), ...SECRETS.map((name) => `${name}_FILE`)]);
const unknownOf = (names: string[]) => names.filter((name) => !known.has(name));
/** What a stop takes at most after DRAIN_SECONDS: `STOP_LIMIT_MS` of src/main.ts. */
const STOP_SECONDS = 8;

describe('deploy/kubernetes.yaml', () => {
  const documents = parseAllDocuments(read('deploy/kubernetes.yaml')).map(
    (document) => document.toJS() as { kind: string } & Record<string, any>,
  );
  const of = (kind: string) => documents.find((document) => document.kind === kind)!;
  const settings = of('ConfigMap').data as Record<string, string>;
  const pods = ['Job', 'Deployment'].map((kind) => of(kind).spec.template.spec);

  it('runs two servers that are never all away, and a job that migrates', () => {
    expect(documents.map(({ kind }) => kind)).toEqual([
      ...['ConfigMap', 'Job', 'Deployment', 'Service', 'PodDisruptionBudget'],
    ]);
    expect(of('Deployment').spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
    });
    expect(of('PodDisruptionBudget').spec.minAvailable).toBe(1);
    expect(pods[0].containers[0].command).toEqual(['tenure', 'migrate']);
    expect(settings.MIGRATE).toBe('off');
    for (const { selector } of [of('Service').spec])
      expect(of('Deployment').spec.template.metadata.labels).toMatchObject(selector as object);
  });

  it('sets variables that there are, and holds no secret', () => {
    expect(unknownOf(Object.keys(settings))).toEqual([]);
    expect(Object.keys(settings).filter((name) => SECRETS.some((secret) => secret === name))).toEqual([]);
    const asked = [...read('deploy/kubernetes.yaml').matchAll(/--from-literal=(\w+)=/g)].map(
      ([, name]) => name!,
    );
    expect(asked.filter((name) => !SECRETS.some((secret) => secret === name))).toEqual([]);
    expect(asked).toEqual(expect.arrayContaining(['DATABASE_URL', 'JWT_SECRET']));
  });

  it('gives no right that a server does not need', () => {
    for (const { securityContext, containers, automountServiceAccountToken } of pods) {
      expect(automountServiceAccountToken).toBe(false);
      expect(securityContext.runAsNonRoot).toBe(true);
      for (const container of containers)
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  it('notices that a server stops before that ends, and lets it end', () => {
    const { terminationGracePeriodSeconds, containers } = pods[1];
    const { readinessProbe, livenessProbe, startupProbe } = containers[0];
    const drain = Number(settings.DRAIN_SECONDS);
    const { periodSeconds, timeoutSeconds, failureThreshold } = readinessProbe;
    expect(drain).toBeGreaterThan(periodSeconds * failureThreshold + timeoutSeconds);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(drain + STOP_SECONDS);
    expect([startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
      ...['/health/ready', '/health/ready', '/health/live'],
    ]);
  });
});

describe('deploy/tenure.service', () => {
  const lines = read('deploy/tenure.service').split('\n');
  const valuesOf = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));

  it('sets variables that there are, with secrets from files that systemd hands on', () => {
    const set = valuesOf('Environment').flatMap((line) =>
      line.split(' ').map((pair) => pair.split('=') as [string, string]),
    );
    expect(unknownOf(set.map(([name]) => name))).toEqual([]);
    const credentials = valuesOf('LoadCredential').map((line) => line.split(':')[0]);
    const files = set.filter(([name]) => name.endsWith('_FILE'));
    expect(files.map(([, path]) => path.replace('%d/', ''))).toEqual(credentials);
    expect(set.filter(([name]) => SECRETS.some((secret) => secret === name))).toEqual([]);
  });

  it('tells what a command needs: all settings of the server, its secrets included', () => {
    const [environment = ''] = valuesOf('EnvironmentFile');
    expect(lines).toContainEqual(expect.stringMatching(/^# set -a; \. /));
    expect(lines.find((line) => line.startsWith('# set -a; '))).toContain(`. ${environment.slice(1)};`);
    const said = lines.map((line) => line.replace(/^# +/, '').replace(/\\$/, '')).join(' ');
    for (const setting of valuesOf('Environment').flatMap((line) => line.split(' ')))
      expect(said.replace(/^.*set \+a/, '')).toContain(` ${setting.replace('%d/', '/etc/tenure/')} `);
  });

  it('starts what the image starts, and lets it end', () => {
    const command = /^CMD \[(.*)\]$/m.exec(read('Dockerfile'))![1]!.replaceAll(/[",]/g, '');
    expect(valuesOf('ExecStart')).toEqual([`/usr/bin/${command}`]);
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(2 + STOP_SECONDS);
  });
});

describe('deploy/Caddyfile', () => {
  it('leads to the servers of docker-compose.yml, and notices in time that one stops', () => {
    const { services, ...anchors } = parse(read('docker-compose.yml'), { merge: true }) as Record<
      string,
      any
    >;
    const caddyfile = read('deploy/Caddyfile');
    const upstreams = /reverse_proxy (.*) \{/.exec(caddyfile)![1]!.split(' ');
    const apps = Object.keys(services as object).filter((name) => /^app\d/.test(name));
    const environment = anchors['x-environment'] as Record<string, string>;
    expect(upstreams).toEqual(apps.map((name) => `${name}:${environment.PORT}`));
    const seconds = (name: string) => Number(new RegExp(`${name} (\\d+)s`).exec(caddyfile)![1]);
    const drain = Number(/:-(\d+)/.exec(environment.DRAIN_SECONDS!)![1]);
    expect(drain).toBeGreaterThan(seconds('health_interval') + seconds('health_timeout'));
    expect(seconds('keepalive') * 1_000).toBeLessThan(CONNECTION_LIMITS.keepAliveTimeout);
    const grace = Number.parseInt(services.app1.stop_grace_period as string, 10);
    expect(grace).toBeGreaterThan(drain + STOP_SECONDS);
  });

  it('believes no proxy but those of TRUSTED_PROXIES, which docker-compose.yml hands on', () => {
    expect(read('deploy/Caddyfile')).toContain('trusted_proxies static {$TRUSTED_PROXIES:127.0.0.1/32}');
    const { services } = parse(read('docker-compose.yml'), { merge: true }) as Record<string, any>;
    expect(services.caddy.environment.TRUSTED_PROXIES).toBe('${TRUSTED_PROXIES:-127.0.0.1/32}');
  });

  it('answers where no server does, with problems of the service', () => {
    const bodies = [...read('deploy/Caddyfile').matchAll(/respond @\w+ `(.*)` (\d+)/g)];
    const problems = bodies.map(([, body = '', status]) => ({
      ...(JSON.parse(body) as Problem & { requestId: string }),
      status: Number(status),
    }));
    expect(problems.map(({ code }) => code)).toEqual(['unavailable', 'outcome_unknown']);
    for (const { code, detail, requestId, ...told } of problems) {
      expect(told).toEqual({ type: `urn:tenure:problem:${code}`, ...PROBLEMS[code] });
      expect([detail, requestId]).toEqual([expect.any(String), '{err.id}']);
    }
  });
});
