/**
 * The layers of the service: every import goes to a lower layer, and only through a module's front door.
 * `npm run boundaries` holds them; test/architecture/boundaries.spec.ts proves that each rule bites.
 */

const foundation = ['common', 'config', 'database', 'retention', 'rate-limits', 'mail', 'audit', 'events'];

/** What each folder of src/ may use besides itself and node_modules. A folder that is not named here is refused. */
const mayUse = {
  config: [],
  database: ['config'],
  common: ['config', 'database'],
  retention: ['common', 'database'],
  'rate-limits': ['common', 'config', 'database', 'retention'],
  mail: ['common', 'config', 'database', 'retention', 'rate-limits'],
  audit: ['common', 'config', 'database', 'retention'],
  events: ['common', 'config', 'database', 'retention'],

  'billing-plans': foundation,
  businesses: foundation,
  members: foundation,

  subscriptions: [...foundation, 'billing-plans', 'businesses', 'members'],
  usage: [...foundation, 'billing-plans', 'businesses', 'members', 'subscriptions'],
  auth: [...foundation, 'billing-plans', 'businesses', 'members', 'subscriptions', 'usage'],
  onboarding: [...foundation, 'billing-plans', 'businesses', 'members', 'subscriptions', 'usage', 'auth'],
  ops: [
    ...foundation,
    'billing-plans',
    'businesses',
    'members',
    'subscriptions',
    'usage',
    'auth',
    'onboarding',
  ],
};

const folders = Object.keys(mayUse);
const shared = ['common', 'config', 'database'];
const modules = folders.filter((folder) => !shared.includes(folder));

const anyOf = (alternatives) => `(?:${alternatives.join('|')})`;
const spec = '\\.spec\\.ts$';
const entity = '\\.entity\\.ts$';
/** $1 is the folder; at the root of src/ there is none. */
const anywhereInSrc = ['^src/([^/]+)/', '^src/[^/]+\\.ts$'];
const root = '^src/(?:app\\.module|app|main)\\.ts$';

/** One rule per folder; the uppermost has none, for it may use all the others. */
const layers = folders
  .map((folder) => ({
    folder,
    others: folders.filter((other) => other !== folder && !mayUse[folder].includes(other)),
  }))
  .filter(({ others }) => others.length > 0)
  .map(({ folder, others }) => ({
    name: `layer-${folder}`,
    comment: `${folder} may use: ${mayUse[folder].join(', ') || 'nothing of this service'}.`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: { path: `^src/${anyOf(others)}/` },
  }));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'layer-known',
      comment: 'A new folder takes its place in the list of layers before anything lands in it.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [`^src/${anyOf(folders)}/`, root] },
    },
    {
      name: 'layer-app',
      comment: 'Only app.ts and main.ts build on the root module.',
      severity: 'error',
      from: { path: '^(?:src/|ormconfig\\.ts$)', pathNot: ['^src/(?:app|main)\\.ts$', spec] },
      to: { path: '^src/(?:app\\.module|app)\\.ts$' },
    },
    {
      name: 'layer-main',
      comment: 'main.ts starts the process; importing it would.',
      severity: 'error',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'layer-ormconfig',
      comment:
        'ormconfig.ts is read by the TypeORM command line: it knows the database, its settings and tables.',
      severity: 'error',
      from: { path: '^ormconfig\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: [`^src/${anyOf(shared)}/`, entity] },
    },
    {
      name: 'layer-invariants',
      comment:
        'The checks of a database share nothing with the service that wrote it, or both would be wrong alike.',
      severity: 'error',
      from: { path: '^invariants/' },
      to: { path: '^(?:src|test)/' },
    },
    {
      name: 'no-circular',
      comment: 'A circle has no lower layer; under decorator metadata it also breaks at run time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'front-door-only',
      comment: 'The face of a module is x.module.ts and x.service.ts; the rest is its own business.',
      severity: 'error',
      from: { path: anywhereInSrc, pathNot: spec },
      to: {
        path: `^src/${anyOf(modules)}/`,
        pathNot: [
          '^src/$1/',
          `^src/${anyOf(modules.map((module) => `${module}/${module}`))}\\.(?:module|service)\\.ts$`,
          entity,
        ],
      },
    },
    {
      name: 'foreign-entity-as-type-only',
      comment: 'The entity of another module is a shape to read, not a table to write: `import type`.',
      severity: 'error',
      from: { path: anywhereInSrc, pathNot: spec },
      to: { path: entity, pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-http-in-the-domain',
      comment: 'Services, entities, schedulers and SQL can be called without HTTP: they know nothing of it.',
      severity: 'error',
      from: { path: '^src/.*\\.(service|entity|scheduler|sql)\\.ts$' },
      to: { path: '^src/.*\\.(controller|dto|guard|strategy)\\.ts$' },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing uses and that uses nothing is left over.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^src/main\\.ts$', '^ormconfig\\.ts$', '^src/database/migrations/', spec, '\\.d\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-dead-files',
      comment: 'What neither the service nor the TypeORM command line can reach is left over.',
      severity: 'error',
      from: { path: ['^src/main\\.ts$', '^ormconfig\\.ts$', '^src/database/migrations/'] },
      to: {
        path: '^src/',
        pathNot: ['^src/main\\.ts$', '^src/database/migrations/', spec, '\\.d\\.ts$'],
        reachable: false,
      },
    },
    {
      name: 'no-test-in-src',
      comment: 'What runs in production does not depend on the tests.',
      severity: 'error',
      from: { path: '^(?:src/|ormconfig\\.ts$)', pathNot: spec },
      to: { path: ['^test/', `^src/.*${spec}`] },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'The image carries production dependencies alone. Types vanish, so importing those is fine.',
      severity: 'error',
      from: { path: '^(?:src/|invariants/|ormconfig\\.ts$)', pathNot: spec },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
