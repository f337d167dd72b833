import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MigrationInterface } from 'typeorm';
import { operatorCommand } from '../src/cli/operator.command.js';
import { loadConfig } from '../src/config/config.js';
import { migrations } from '../src/database/migrations/index.js';
import { EVENT_TYPES } from '../src/events/event-types.js';

describe('The documentation', () => {
  it('names files and commands that exist', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: object };
    const pages = ['README.md', 'CONTRIBUTING.md', ...(await markdownIn('docs'))];
    const missing: string[] = [];
    for (const page of pages) {
      const text = await readFile(page, 'utf8');
      const named = [...text.matchAll(/`((?:src|test|scripts|docs)\/[\w./-]+)`/g)].map(([, path]) => path!);
      const linked = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => join(dirname(page), path!));
      const run = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script!);
      missing.push(...[...named, ...linked].filter((path) => !existsSync(path)));
      missing.push(...run.filter((script) => !(script in scripts)));
    }
    expect(missing).toEqual([]);
    // This file is no page, so it names files without links.
    expect(await readFile('.env.example', 'utf8')).not.toContain('](');
  });

  it('starts the service with settings that it accepts', async () => {
    const starts: string[] = [];
    for (const page of ['README.md', ...(await markdownIn('docs'))]) {
      const text = await readFile(page, 'utf8');
      starts.push(
        ...[...text.matchAll(/((?:[A-Z][A-Z_]*=[^\s…]+ )+)npm start/g)].map(([, settings]) => settings!),
      );
    }
    expect(starts.length).toBeGreaterThan(1);
    for (const settings of starts) {
      const env = Object.fromEntries(
        settings
          .trim()
          .split(' ')
          .map((one) => one.split(/=(.*)/, 2)),
      );
      expect(() => loadConfig(env as NodeJS.ProcessEnv)).not.toThrow();
    }
  });

  it('cites sections, guarantees, invariants and figures that exist', async () => {
    const contract = await readFile('docs/contract.md', 'utf8');
    const guarantees = await readFile('docs/guarantees.md', 'utf8');
    const sections = [...contract.matchAll(/^## (\d) /gm)].map(([, section]) => section!);
    const promised = [...guarantees.matchAll(/^\| ([GIP]\d+) \|/gm)].map(([, id]) => id!);
    expect(sections).toHaveLength(9);
    expect(promised.length).toBeGreaterThan(35);
    const cited: string[] = [];
    for (const file of await textsOfTheProject()) {
      const text = await readFile(file, 'utf8');
      for (const [, section] of text.matchAll(/contract(?:'s)? §(\d+)/gi))
        if (!sections.includes(section!)) cited.push(`${file}: contract §${section}`);
      for (const [, id] of text.matchAll(/(?<![\w-])([GIP]\d{1,2})(?![\w%])/g))
        if (!promised.includes(id!)) cited.push(`${file}: ${id}`);
      if (/\bdesign(?:\.md)? §/.test(text)) cited.push(`${file}: the design is not in this repository`);
    }
    expect(cited).toEqual([]);
  });

  it('names routes that there are', async () => {
    const plain = (path: string) => path.replaceAll(/\{[^}]*\}|:\w+/g, '{}');
    // What is in no document: it is for our own pages, and for the payment provider.
    const known = new Set(['PUT /v1/auth/browser-sessions/dashboard', 'POST /v1/payments/stripe/events']);
    for (const name of ['dashboard', 'operator', 'sdk']) {
      const { paths } = JSON.parse(await readFile(`openapi/${name}.json`, 'utf8')) as {
        paths: Record<string, Record<string, unknown>>;
      };
      for (const [path, operations] of Object.entries(paths))
        for (const method of Object.keys(operations)) known.add(`${method.toUpperCase()} ${plain(path)}`);
    }
    const missing: string[] = [];
    for (const page of ['README.md', ...(await markdownIn('docs')), ...(await markdownIn('examples'))])
      for (const [, route] of (await readFile(page, 'utf8')).matchAll(
        /\b((?:GET|POST|PUT|PATCH|DELETE) \/v1\/[\w/{}:-]*[\w}])/g,
      ))
        if (!known.has(plain(route!))) missing.push(`${page}: ${route}`);
    expect(missing).toEqual([]);
  });

  it('tells the actions of `tenure operator` with all of their words', async () => {
    const given = { words: [], options: {}, env: {} };
    const usage = await operatorCommand.run(given).then(
      () => '',
      ({ message }: Error) => message,
    );
    const actions = [...usage.matchAll(/tenure operator (.+)/g)].map(([, action]) => action!);
    expect(actions.length).toBeGreaterThan(8);
    const page = await readFile('docs/accounts.md', 'utf8');
    expect(actions.filter((action) => !page.includes(`\`${action}\``))).toEqual([]);
  });

  it('names the migrations that do not run in a transaction', async () => {
    const page = await readFile('docs/operations.md', 'utf8');
    const [, list = ''] = /\n\n([^.]+) do not run in a transaction\./.exec(page) ?? [];
    const named = [...list.matchAll(/`[\d…]*(\d{5})`/g)].map(([, end]) => end);
    const all: (new () => MigrationInterface)[] = migrations;
    const outside = all.filter((Migration) => new Migration().transaction === false);
    expect(named.toSorted()).toEqual(outside.map(({ name }) => name.slice(-5)).toSorted());
  });

  it('says of each type of event when it is recorded', async () => {
    const rows = (await readFile('docs/events.md', 'utf8'))
      .split('\n')
      .filter((line) => /^\| `\w+\.\w+`/.test(line));
    const told = rows.flatMap((row) => {
      const names = [...row.split(' | ')[0]!.matchAll(/`(\w*)\.(\w+)`/g)];
      let about = '';
      return names.map(([, first, second]) => `${(about = first || about)}.${second}`);
    });
    expect([...new Set(told)].toSorted()).toEqual(Object.keys(EVENT_TYPES).toSorted());
  });

  it('promises nothing about security without naming, by its path, what shows it', async () => {
    const lines = (await readFile('docs/security.md', 'utf8')).split('\n');
    const promised = lines.filter((line) => line.includes('| promised |'));
    expect(promised.length).toBeGreaterThan(60);
    expect(
      promised.filter((line) => !/`(?:src|test|scripts)\/[^`]+`|`npm run [^`]+`|\]\([^)]+\)/.test(line)),
    ).toEqual([]);
    expect(lines.filter((line) => /`[\w.-]+\.spec\.ts`/.test(line))).toEqual([]);
    const items = lines.filter((line) => /^\| (?:\d|API\d)/.test(line));
    expect(
      items.filter((line) => !/\| (?:promised|kept|\*\*partly\*\*|\*\*not done\*\*|n\/a) \|/.test(line)),
    ).toEqual([]);
  });

  it('lists every decision in the index of decisions', async () => {
    const index = await readFile('docs/decisions/README.md', 'utf8');
    const decisions = (await readdir('docs/decisions')).filter((file) => file !== 'README.md');
    expect(decisions.length).toBeGreaterThan(10);
    expect(decisions.filter((file) => !index.includes(`](${file})`))).toEqual([]);
  });

  it('says the first steps in a README of at most 120 lines', async () => {
    expect((await readFile('README.md', 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });
});

/** All that somebody may read to learn what holds. */
async function textsOfTheProject(): Promise<string[]> {
  const files: string[] = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'];
  for (const folder of ['docs', 'src', 'test', 'invariants', 'scripts', 'bench']) {
    const inside = await readdir(folder, { recursive: true });
    const own = inside.filter((file) => !file.includes('node_modules') && /\.(md|m?[jt]s)$/.test(file));
    files.push(...own.map((file) => join(folder, file)));
  }
  return files;
}

async function markdownIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith('.md')).map((file) => join(folder, file));
}
