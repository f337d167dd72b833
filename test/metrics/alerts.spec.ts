import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { startTenure, type Tenure } from '../support/tenure.js';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string };
}

const read = (path: string) => readFileSync(path, 'utf8');
const rules = (parse(read('ops/prometheus/rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const OWN_FIGURE = /\b(?:tenure|process|nodejs)_[a-z_\d]+/g;
/** What Prometheus makes of a histogram. */
const withoutPart = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '');

/** Debian's package `prometheus` brings it. */
const promtool = (args: string[], cwd = '.', input?: string) =>
  spawnSync('promtool', args, { cwd, input, encoding: 'utf8' });
const hasPromtool = promtool(['--version']).error === undefined;

describe('Alerts and dashboard', () => {
  let tenure: Tenure;
  let text: string;
  beforeAll(async () => {
    tenure = await startTenure();
    await (await tenure.signUp()).spend();
    text = (await tenure.get('/metrics')).body as string;
  });
  afterAll(() => tenure.close());

  it.each([
    'ops/prometheus/rules.yml',
    'ops/prometheus/rules.test.yml',
    'ops/grafana/tenure.json',
    'docs/monitoring.md',
  ])('%s names only figures that the service shows', (file) => {
    const shown = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
    const named = new Set([...read(file).matchAll(OWN_FIGURE)].map(([name]) => name));
    expect(named.size).toBeGreaterThan(9);
    expect([...named].filter((name) => !shown.has(name) && !shown.has(withoutPart(name)))).toEqual([]);
  });

  it('have a test, a severity and an advice each', () => {
    const tested = (
      parse(read('ops/prometheus/rules.test.yml')) as { tests: { alert_rule_test: any[] }[] }
    ).tests
      .flatMap((test) => test.alert_rule_test)
      .filter(({ exp_alerts: expected }) => expected !== undefined)
      .map(({ alertname }) => alertname as string);
    expect(rules.length).toBeGreaterThan(9);
    expect([...new Set(tested)].toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
    const page = read('docs/monitoring.md');
    for (const { alert, labels, annotations } of rules) {
      expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(?:critical|warning)$/)]);
      expect(annotations.summary).not.toBe('');
      expect(page).toContain(`| \`${alert}\` |`);
    }
  });

  it('the dashboard has no panel without a question', () => {
    const { panels } = JSON.parse(read('ops/grafana/tenure.json')) as {
      panels: { type: string; title: string; targets?: { expr: string }[] }[];
    };
    const asking = panels.filter(({ type }) => type !== 'row');
    expect(asking.length).toBeGreaterThan(20);
    for (const { title, targets = [] } of asking) {
      expect([title, targets.length > 0]).toEqual([title, true]);
      for (const { expr } of targets) expect([title, expr]).toEqual([title, expect.stringContaining('_')]);
    }
  });

  it('promtool finds no fault in the configuration, the rules and the figures, and each alert fires as its test says', () => {
    if (!hasPromtool) {
      process.stderr.write(
        'NOT TESTED: promtool is not on the PATH. Debian has it in its package prometheus.\n',
      );
      expect(rules.map(({ expr }) => (expr.match(/\(/g) ?? []).length)).toEqual(
        rules.map(({ expr }) => (expr.match(/\)/g) ?? []).length),
      );
      return;
    }
    const own = text.split('\n').filter((line) => /^(?:# (?:HELP|TYPE) )?tenure_/.test(line));
    const runs = [
      promtool(['check', 'config', 'prometheus.yml'], 'ops/prometheus'),
      promtool(['test', 'rules', 'rules.test.yml'], 'ops/prometheus'),
      promtool(['check', 'metrics'], '.', `${own.join('\n')}\n`),
    ];
    for (const { status, stdout, stderr } of runs)
      expect([status, stdout + stderr]).toEqual([0, expect.anything()]);
  });
});

describe('docs/monitoring.md', () => {
  it('has commands that work as they stand there', async () => {
    const METRICS_TOKEN = 'a-token-of-a-scraper';
    const tenure = await startTenure({ METRICS_PORT: '0', METRICS_TOKEN });
    const { MetricsServer } = await import('../../src/metrics/metrics-server.js');
    const metrics = new URL(tenure.app.get(MetricsServer).url!).origin;
    const blocks = [...read('docs/monitoring.md').matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!);
    const body = { name: 'Monitoring' };
    const { apiKey } = (
      await tenure.post('/v1/admin/operators/keys', { token: await tenure.operator(), body })
    ).body;
    const said: string[] = [];
    for (const block of blocks.filter((each) => hasPromtool || !each.includes('promtool'))) {
      const script = block
        .replaceAll('http://127.0.0.1:9464', metrics)
        .replaceAll('http://127.0.0.1:3000', tenure.url);
      const env = { PATH: process.env.PATH, METRICS_TOKEN, OPERATOR_KEY: apiKey as string };
      const run = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env });
      said.push(run.stdout);
    }
    await tenure.close();
    expect(said).toHaveLength(hasPromtool ? 3 : 2);
    expect(said[0]).toContain('tenure_db_up 1');
    expect(JSON.parse(said.at(-1)!)).toEqual({ due: 0, lagSeconds: 0, lastRunAt: null, setAside: [] });
  });
});
