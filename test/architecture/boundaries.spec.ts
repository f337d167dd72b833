import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The layers, told a second time: what each folder of src/ may use. The lint configuration has to agree. */
const foundation = 'common config database retention rate-limits mail audit';
const layers: Record<string, string> = {
  config: '',
  database: 'config',
  common: 'config database',
  retention: 'common database',
  'rate-limits': 'common config database retention',
  mail: 'common config database retention rate-limits',
  audit: 'common config database retention',
  'billing-plans': foundation,
  businesses: foundation,
  members: foundation,
  subscriptions: `${foundation} billing-plans businesses members`,
  usage: `${foundation} billing-plans businesses members subscriptions`,
  auth: `${foundation} billing-plans businesses members subscriptions usage`,
  onboarding: `${foundation} billing-plans businesses members subscriptions usage auth`,
  ops: `${foundation} billing-plans businesses members subscriptions usage auth onboarding`,
};
const folders = Object.keys(layers);
const mayUse = (folder: string) => layers[folder]!.split(' ').filter(Boolean);

/** A service in miniature that uses everything it may: every lower front door, a foreign entity as a type. */
const cleanTree: Record<string, string> = {
  'src/main.ts': `import './app.js';`,
  'src/app.ts': `import './app.module.js';`,
  'src/app.module.ts': folders.map((folder) => `import './${folder}/${folder}.module.js';`).join('\n'),
  'ormconfig.ts': `import './src/config/config.service.js';\nexport { PlanEntity } from './src/billing-plans/plan.entity.js';`,
  'src/database/migrations/1-initial.ts': `export const up = 'CREATE TABLE plans ()';`,
  'src/billing-plans/plan.entity.ts': `export class PlanEntity {}`,
  'src/usage/limits.ts': [
    `import type { PlanEntity } from '../billing-plans/plan.entity.js';`,
    `import type { DevOnly } from 'dev-only';`,
    `import { runtime } from 'runtime';`,
    `export type Limits = [PlanEntity, DevOnly, typeof runtime];`,
  ].join('\n'),
  'src/usage/limits.spec.ts': [
    `import '../billing-plans/plan.entity.js';`,
    `import '../members/members.controller.js';`,
    `import '../../test/clock.js';`,
    `import 'dev-only';`,
  ].join('\n'),
  'invariants/check.ts': `export { runtime } from 'runtime';`,
  'test/clock.ts': `export const clock = 0;`,
  ...Object.fromEntries(
    folders.flatMap((folder) => [
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
          .map((lower) => `import '../${lower}/${lower}.service.js';`)
          .concat(folder === 'usage' ? `import './limits.js';` : [])
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

function cruise(tree: Record<string, string>): Violation[] {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    const files: Record<string, string> = {
      ...tree,
      'package.json': JSON.stringify({
        type: 'module',
        dependencies: { runtime: '1.0.0' },
        devDependencies: { 'dev-only': '1.0.0' },
      }),
      ...Object.fromEntries(
        ['runtime', 'dev-only', 'undeclared'].flatMap((name) => [
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
    const run = spawnSync(
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
      { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
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
        code: `import type {} from '../${other}/${other}.service.js';`,
      })),
  ),
  {
    rule: 'layer-known',
    file: 'src/ops/uses-new-folder.ts',
    code: `import '../payments/payments.service.js';`,
  },
  { rule: 'layer-app', file: 'src/ops/uses-root.ts', code: `import '../app.module.js';` },
  { rule: 'layer-app', file: 'src/common/uses-app.ts', code: `import '../app.js';` },
  { rule: 'layer-main', file: 'src/ops/uses-main.ts', code: `import '../main.js';` },
  { rule: 'layer-ormconfig', file: 'ormconfig.ts', code: `import './src/members/members.service.js';` },
  {
    rule: 'layer-invariants',
    file: 'invariants/check.ts',
    code: `import '../src/billing-plans/billing-plans.service.js';`,
  },
  { rule: 'no-circular', file: 'src/mail/egg.ts', code: `import './hen.js';` },
  ...['members', 'auth', 'mail', 'audit'].map((folder) => ({
    rule: 'front-door-only',
    file: `src/onboarding/climbs-into-${folder}.ts`,
    code: `import { Dto } from '../${folder}/${folder}.dto.js';`,
  })),
  {
    rule: 'front-door-only',
    file: 'src/onboarding/climbs-into-members-for-a-type.ts',
    code: `import type { Dto } from '../members/members.dto.js';`,
  },
  { rule: 'front-door-only', file: 'src/app.ts', code: `import './members/members.controller.js';` },
  {
    rule: 'foreign-entity-as-type-only',
    file: 'src/subscriptions/writes-plans.ts',
    code: `import { PlanEntity } from '../billing-plans/plan.entity.js';`,
  },
  {
    rule: 'foreign-entity-as-type-only',
    file: 'src/app.module.ts',
    code: `import { PlanEntity } from './billing-plans/plan.entity.js';`,
  },
  ...[
    ['service', 'controller'],
    ['entity', 'dto'],
    ['scheduler', 'guard'],
    ['sql', 'strategy'],
  ].flatMap(([domain, http]) => ({
    rule: 'no-http-in-the-domain',
    file: `src/auth/knows-http.${domain}.ts`,
    code: `import type {} from './http.${http}.js';`,
  })),
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
  'src/payments/payments.service.ts': `export const payments = 1;`,
  'src/auth/http.controller.ts': `export {};`,
  'src/auth/http.dto.ts': `export {};`,
  'src/auth/http.guard.ts': `export {};`,
  'src/auth/http.strategy.ts': `export {};`,
};

describe('the layers of src/', () => {
  let reported: Violation[];

  beforeAll(() => {
    const planted = { ...cleanTree, ...targets };
    for (const { file, code } of plants) planted[file] = [code, planted[file]].filter(Boolean).join('\n');
    reported = cruise(planted);
  }, 60_000);

  it('let a tree pass that uses everything it may', () => {
    expect(cruise(cleanTree)).toEqual([]);
  }, 60_000);

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

  it('have no rule that is not proven here', () => {
    const { forbidden } = require(resolve('.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    const proven = new Set([...plants.map(({ rule }) => rule), 'no-dead-files']);
    expect(forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
