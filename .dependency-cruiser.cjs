/**
 * The layers of the service: every import goes to a lower layer, and only through a module's face, its `index.ts`.
 * `npm run boundaries` holds them; test/architecture/boundaries.spec.ts proves that each rule bites, and that each pair of
 * folders that is allowed here is used.
 */

/** What each folder of src/ may use besides itself and node_modules. A folder that is not named here is refused. */
const mayUse = {
  errors: [],
  config: ['errors'],
  database: ['errors'],
  'embedded-postgres': ['errors'],
  common: ['config', 'database'],
  tracing: ['common', 'config', 'database'],
  retention: ['common', 'database'],
  'rate-limits': ['common', 'config', 'database', 'retention'],
  jobs: ['common', 'config', 'database', 'retention'],
  mail: ['common', 'config', 'database', 'jobs', 'rate-limits'],
  audit: ['common', 'config', 'database', 'retention'],
  events: ['common', 'config', 'database', 'retention'],

  'billing-plans': ['audit', 'common', 'config', 'database'],
  businesses: ['audit', 'common', 'database', 'events'],
  users: ['audit', 'common', 'config', 'database'],
  members: [
    'audit',
    'businesses',
    'common',
    'database',
    'events',
    'mail',
    'rate-limits',
    'retention',
    'users',
  ],

  auth: [
    'audit',
    'businesses',
    'common',
    'config',
    'database',
    'jobs',
    'mail',
    'members',
    'rate-limits',
    'retention',
    'users',
  ],
  subscriptions: [
    'audit',
    'billing-plans',
    'businesses',
    'common',
    'config',
    'database',
    'events',
    'mail',
    'members',
    'retention',
  ],
  usage: [
    'audit',
    'billing-plans',
    'businesses',
    'common',
    'config',
    'database',
    'events',
    'members',
    'retention',
    'subscriptions',
  ],
  payments: ['audit', 'common', 'config', 'database', 'members', 'retention', 'subscriptions', 'usage'],
  onboarding: [
    'audit',
    'auth',
    'businesses',
    'common',
    'config',
    'database',
    'events',
    'jobs',
    'members',
    'rate-limits',
    'subscriptions',
    'usage',
    'users',
  ],

  webhooks: [
    'audit',
    'businesses',
    'common',
    'config',
    'database',
    'events',
    'jobs',
    'mail',
    'members',
    'rate-limits',
    'retention',
    'users',
  ],

  exports: [
    'audit',
    'businesses',
    'common',
    'database',
    'events',
    'jobs',
    'members',
    'payments',
    'retention',
    'subscriptions',
    'usage',
    'webhooks',
  ],
  reports: ['billing-plans', 'businesses', 'common', 'database', 'retention', 'subscriptions'],

  catalogue: ['audit', 'billing-plans', 'common', 'database', 'errors'],
  'simple-saas': [
    'audit',
    'billing-plans',
    'businesses',
    'common',
    'database',
    'errors',
    'events',
    'members',
    'subscriptions',
    'users',
  ],
  backup: ['database', 'errors'],
  cli: [
    'audit',
    'auth',
    'backup',
    'billing-plans',
    'businesses',
    'catalogue',
    'common',
    'config',
    'database',
    'embedded-postgres',
    'errors',
    'events',
    'jobs',
    'mail',
    'members',
    'payments',
    'rate-limits',
    'retention',
    'simple-saas',
    'subscriptions',
    'usage',
    'users',
  ],
  openapi: ['businesses', 'common', 'events', 'members', 'subscriptions', 'usage', 'webhooks'],
  pages: ['common', 'config', 'mail'],
  health: ['common', 'config', 'database'],
  metrics: ['common', 'config', 'database', 'health', 'jobs', 'payments', 'subscriptions', 'webhooks'],
};

const folders = Object.keys(mayUse);
/** They have no face: their files are used one by one. */
const shared = ['common', 'config', 'database', 'errors'];
const modules = folders.filter((folder) => !shared.includes(folder));

const anyOf = (alternatives) => `(?:${alternatives.join('|')})`;
const spec = '\\.spec\\.ts$';
/** $1 is the folder; at the root of src/ there is none. */
const anywhereInSrc = ['^src/([^/]+)/', '^src/[^/]+\\.ts$'];
const root = '^src/(?:app\\.module|app|main|cli|start-checks)\\.ts$';

/** One rule per folder. */
const layers = folders
  .map((folder) => ({
    folder,
    others: folders.filter((other) => other !== folder && !mayUse[folder].includes(other)),
  }))
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
      comment: 'main.ts starts the process; importing it would, which the command `serve` is for.',
      severity: 'error',
      from: { pathNot: '^src/cli/serve\\.command\\.ts$' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'layer-ormconfig',
      comment: 'ormconfig.ts is read by the TypeORM command line: it knows the database and its settings.',
      severity: 'error',
      from: { path: '^ormconfig\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: `^src/${anyOf(shared)}/` },
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
      name: 'face-only',
      comment: 'The face of a module is its index.ts; the rest is its own business.',
      severity: 'error',
      from: { path: anywhereInSrc, pathNot: spec },
      to: {
        path: `^src/${anyOf(modules)}/`,
        pathNot: ['^src/$1/', `^src/${anyOf(modules)}/index\\.ts$`],
      },
    },
    {
      name: 'face-from-outside',
      comment: 'Inside a module, files name each other. The way by its own face would be a circle.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/$1/index\\.ts$' },
    },
    {
      name: 'no-http-in-the-domain',
      comment: 'Services, schedulers and SQL can be called without HTTP: they know nothing of it.',
      severity: 'error',
      from: { path: '^src/.*\\.(service|scheduler|sql)\\.ts$' },
      to: { path: '^src/.*\\.(controller|guard|strategy)\\.ts$' },
    },
    {
      name: 'requests-as-types',
      comment: 'A service takes the fields of a DTO. It needs no class with the rules of a request for that.',
      severity: 'error',
      from: { path: '^src/.*\\.(service|scheduler|sql)\\.ts$' },
      to: { path: '^src/.*\\.dto\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stripe-in-one-folder',
      comment: 'Only the code behind the port of the payment provider knows Stripe, also by its types.',
      severity: 'error',
      from: { path: '^(?:src|invariants)/', pathNot: '^src/payments/stripe/' },
      to: { path: '^node_modules/stripe/' },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing uses and that uses nothing is left over.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^src/(?:main|cli)\\.ts$',
          '^ormconfig\\.ts$',
          '^src/database/migrations/',
          spec,
          '\\.d\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'no-dead-files',
      comment: 'What neither the service nor the TypeORM command line can reach is left over.',
      severity: 'error',
      from: { path: ['^src/(?:main|cli)\\.ts$', '^ormconfig\\.ts$', '^src/database/migrations/'] },
      to: {
        path: '^src/',
        pathNot: ['^src/(?:main|cli)\\.ts$', '^src/database/migrations/', spec, '\\.d\\.ts$'],
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
