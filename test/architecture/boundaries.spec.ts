import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

interface Rule {
  name: string;
  comment: string;
}
const { forbidden } = require(resolve('.dependency-cruiser.cjs')) as { forbidden: Rule[] };

/** What each folder of src/ may use, as the lint says it. That it says no more than is used is a test below. */
const layers = Object.fromEntries(
  forbidden.flatMap(({ comment }) => {
    const [, folder, others] = /^(\S+) may use: (.*)\.$/.exec(comment) ?? [];
    if (folder === undefined || others === undefined) return [];
    return [[folder, others === 'nothing of this service' ? [] : others.split(', ')]];
  }),
);
/** They have no face: their files are used one by one. */
const shared = ['common', 'config', 'database', 'errors'];
const folders = Object.keys(layers);
const mayUse = (folder: string): string[] => layers[folder]!;

/** How another folder is reached: by its face, or where it has none, by a file. */
const entry = (folder: string) => `${folder}/${shared.includes(folder) ? 'shared' : 'index'}.js`;

/** A service in miniature that uses everything it may: every lower face, and files of its own. */
const cleanTree: Record<string, string> = {
  'src/main.ts': `import './app.js';`,
  'src/app.ts': `import './app.module.js';`,
  'src/app.module.ts': folders.map((folder) => `import './${entry(folder)}';`).join('\n'),
  'ormconfig.ts': `import './src/config/shared.js';`,
  'src/database/migrations/1-initial.ts': `export const up = 'CREATE TABLE plans ()';`,
  'src/usage/limits.ts': [
    `import type { Plan } from '../billing-plans/index.js';`,
    `import type { DevOnly } from 'dev-only';`,
    `import { runtime } from 'runtime';`,
    `export type Limits = [Plan, DevOnly, typeof runtime];`,
  ].join('\n'),
  'src/usage/limits.spec.ts': [
    `import '../billing-plans/billing-plans.service.js';`,
    `import '../members/members.controller.js';`,
    `import '../../test/clock.js';`,
    `import 'dev-only';`,
  ].join('\n'),
  'src/payments/stripe/client.ts': `import 'stripe';`,
  'invariants/check.ts': `export { runtime } from 'runtime';`,
  'test/clock.ts': `export const clock = 0;`,
  ...Object.fromEntries(
    folders.flatMap((folder) => [
      [`src/${entry(folder).replace('.js', '.ts')}`, `export * from './${folder}.module.js';`],
      [
        `src/${folder}/${folder}.module.ts`,
        `import './${folder}.service.js';\nimport './${folder}.controller.js';`,
      ],
      [
        `src/${folder}/${folder}.controller.ts`,
        `import './${folder}.service.js';\nimport './${folder}.dto.js';`,
      ],
      [`src/${folder}/${folder}.dto.ts`, `export class Dto {}`],
      [
        `src/${folder}/${folder}.service.ts`,
        mayUse(folder)
          .map((lower) => `import '../${entry(lower)}';`)
          .concat(folder === 'usage' ? `import './limits.js';` : [])
          .concat(folder === 'payments' ? `import './stripe/client.js';` : [])
          .concat('export {};')
          .join('\n'),
      ],
    ]),
  ),
};

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** Imports of the sources themselves, by the folders that they lead from and to. */
function pairsInUse(): string[] {
  const pairs = SOURCES.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:from|import\(|import) ?'(\.[^']+)'/g)].map(([, specifier]) => {
      const [, to] = relative('src', resolve(dirname(path), specifier!)).match(/^([^/]+)\//) ?? [];
      const [, from] = relative('src', path).match(/^([^/]+)\//) ?? [];
      return from === undefined || to === undefined || to === '..' || from === to ? '' : `${from} ${to}`;
    }),
  );
  return [...new Set(pairs)].filter(Boolean).sort();
}

const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) =>
      name
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*/, ''),
    )
    .filter(Boolean);

/** The sources. Read once, because one test compares all of them with each face. */
const SOURCES: { path: string; text: string }[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map((path) => ({ path: join('src', path), text: readFileSync(join('src', path), 'utf8') }));

/** Runs dependency-cruiser on a tree of files. Returns what it reports. */
async function cruise(tree: Record<string, string>): Promise<Violation[]> {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    const files: Record<string, string> = {
      ...tree,
      'package.json': JSON.stringify({
        type: 'module',
        dependencies: { runtime: '1.0.0', stripe: '1.0.0' },
        devDependencies: { 'dev-only': '1.0.0' },
      }),
      ...Object.fromEntries(
        ['runtime', 'stripe', 'dev-only', 'undeclared'].flatMap((name) => [
          [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
          [`node_modules/${name}/index.js`, ''],
        ]),
      ),
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    cpSync('tsconfig.json', join(folder, 'tsconfig.json'));
    const cli = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    // It exits with the number of errors.
    const run = await promisify(execFile)(
      process.execPath,
      [
        cli,
        '--config',
        resolve('.dependency-cruiser.cjs'),
        '--output-type',
        'json',
        'src',
        'invariants',
        'ormconfig.ts',
      ],
      { cwd: folder, maxBuffer: 2 ** 28 },
    ).catch((failed: { stdout: string; stderr: string }) => failed);
    if (run.stdout === '') throw new Error(run.stderr);
    return (JSON.parse(run.stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One mistake in one file; `file` is new unless the clean tree has it, then the mistake is added to it. */
interface Plant {
  rule: string;
  file: string;
  code: string;
}

const plants: Plant[] = [
  ...folders.flatMap((folder) =>
    folders
      .filter((other) => other !== folder && !mayUse(folder).includes(other))
      .map((other) => ({
        rule: `layer-${folder}`,
        file: `src/${folder}/reaches-for-${other}.ts`,
        code: `import type {} from '../${entry(other)}';`,
      })),
  ),
  {
    rule: 'layer-known',
    file: 'src/health/uses-new-folder.ts',
    code: `import '../weather/weather.service.js';`,
  },
  { rule: 'layer-app', file: 'src/health/uses-root.ts', code: `import '../app.module.js';` },
  { rule: 'layer-app', file: 'src/common/uses-app.ts', code: `import '../app.js';` },
  { rule: 'layer-main', file: 'src/health/uses-main.ts', code: `import '../main.js';` },
  { rule: 'layer-ormconfig', file: 'ormconfig.ts', code: `import './src/members/index.js';` },
  {
    rule: 'layer-invariants',
    file: 'invariants/check.ts',
    code: `import '../src/billing-plans/billing-plans.service.js';`,
  },
  { rule: 'no-circular', file: 'src/mail/egg.ts', code: `import './hen.js';` },
  ...['members', 'auth', 'jobs', 'audit'].map((folder) => ({
    rule: 'face-only',
    file: `src/onboarding/climbs-into-${folder}.ts`,
    code: `import { Dto } from '../${folder}/${folder}.dto.js';`,
  })),
  {
    rule: 'face-only',
    file: 'src/onboarding/climbs-into-members-for-a-type.ts',
    code: `import type { Dto } from '../members/members.dto.js';`,
  },
  { rule: 'face-only', file: 'src/app.ts', code: `import './members/members.controller.js';` },
  {
    rule: 'face-from-outside',
    file: 'src/members/goes-round.ts',
    code: `import './index.js';`,
  },
  ...[
    ['service', 'controller'],
    ['scheduler', 'guard'],
    ['sql', 'strategy'],
  ].flatMap(([domain, http]) => ({
    rule: 'no-http-in-the-domain',
    file: `src/auth/knows-${http}.${domain}.ts`,
    code: `import type {} from './http.${http}.js';`,
  })),
  {
    rule: 'requests-as-types',
    file: 'src/auth/makes-a-request.service.ts',
    code: `import './http.dto.js';`,
  },
  { rule: 'stripe-in-one-folder', file: 'src/payments/knows-stripe.ts', code: `import 'stripe';` },
  { rule: 'stripe-in-one-folder', file: 'src/usage/knows-stripe.ts', code: `import type {} from 'stripe';` },
  { rule: 'no-orphans', file: 'src/members/forgotten.ts', code: `export const forgotten = 1;` },
  { rule: 'no-test-in-src', file: 'src/members/uses-test.ts', code: `import '../../test/clock.js';` },
  { rule: 'no-test-in-src', file: 'src/usage/uses-spec.ts', code: `import './limits.spec.js';` },
  { rule: 'no-dev-dependency-in-src', file: 'src/members/uses-dev.ts', code: `import 'dev-only';` },
  { rule: 'no-dev-dependency-in-src', file: 'src/members/uses-stray.ts', code: `import 'undeclared';` },
  { rule: 'no-unresolvable', file: 'src/members/uses-nothing.ts', code: `import './not-there.js';` },
];

/** What the plants import beyond the clean tree. */
const targets: Record<string, string> = {
  'src/mail/hen.ts': `import type {} from './egg.js';`,
  'src/weather/weather.service.ts': `export const weather = 1;`,
  'src/auth/http.controller.ts': `export {};`,
  'src/auth/http.dto.ts': `export {};`,
  'src/auth/http.guard.ts': `export {};`,
  'src/auth/http.strategy.ts': `export {};`,
};

describe('the layers of src/', () => {
  let reported: Violation[];
  let ofCleanTree: Violation[];

  beforeAll(async () => {
    const planted = { ...cleanTree, ...targets };
    for (const { file, code } of plants) planted[file] = [code, planted[file]].filter(Boolean).join('\n');
    [reported, ofCleanTree] = await Promise.all([cruise(planted), cruise(cleanTree)]);
  });

  it('let a tree pass that uses everything it may', () => {
    expect(ofCleanTree).toEqual([]);
  });

  it.each(plants)('$rule reports $file, and no other rule does', ({ rule, file }) => {
    const rules = reported.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect([...new Set(rules)].filter((name) => name !== 'no-dead-files')).toEqual([rule]);
  });

  it('no-dead-files reports every new file, for nothing that runs imports one', () => {
    const dead = reported.filter((violation) => violation.rule.name === 'no-dead-files').map(({ to }) => to);
    const unused = [...plants.map(({ file }) => file), ...Object.keys(targets)].filter(
      (file) => !(file in cleanTree),
    );
    expect(dead.sort()).toEqual([...new Set(unused)].sort());
  });

  it('allow no pair of folders that is not in use', () => {
    const allowed = folders.flatMap((folder) => mayUse(folder).map((lower) => `${folder} ${lower}`));
    expect(pairsInUse()).toEqual(allowed.sort());
  });

  it('have faces that show no name which nobody else uses', () => {
    const faces = SOURCES.filter(
      ({ path }) => path.endsWith(`${sep}index.ts`) && path.split(sep).length === 3,
    );
    expect(faces.length).toBe(folders.length - shared.length);
    const unused = faces.flatMap(({ path, text }) => {
      const room = dirname(path);
      const others = SOURCES.filter((other) => !other.path.startsWith(room + sep));
      const imported = others.flatMap((other) =>
        [...other.text.matchAll(/import (?:type )?\{([^}]*)\} from '([^']+)'/g)]
          .filter(
            ([, , from]) => resolve(dirname(other.path), from!.replace(/\.js$/, '.ts')) === resolve(path),
          )
          .flatMap(([, names]) => namesIn(names!)),
      );
      const shown = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names]) =>
        namesIn(names!),
      );
      return shown.filter((name) => !imported.includes(name)).map((name) => `${path}: ${name}`);
    });
    expect(unused).toEqual([]);
  });

  it('have no rule that is not proven here', () => {
    const proven = new Set([...plants.map(({ rule }) => rule), 'no-dead-files']);
    expect(forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
