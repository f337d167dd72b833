import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * Builds the image with buildah from a base image of this machine, runs it with podman, and checks that it becomes ready.
 *
 *   npm run image:check -- --base IMAGE --database URL
 *
 * Exit status: 0 the image is good; 1 it is not; 3 nothing was checked, because a tool, the base or the database is missing.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const NAME = 'tenure-image-check';
const PORT = 3999;
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

const { base, database } = parseArgs({
  options: { base: { type: 'string' }, database: { type: 'string' } },
}).values;

const missing = [
  ...['buildah', 'podman'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined),
  ...(base === undefined ? ['--base IMAGE'] : []),
  ...(database === undefined ? ['--database URL, an empty PostgreSQL database'] : []),
];
if (missing.length > 0) notChecked(`there is no ${missing.join(', and no ')}`);
if (run('podman', 'image', 'exists', base).status !== 0) notChecked(`podman does not have the image ${base}`);

try {
  step('build the image', () =>
    // Only Docker's format has a health check.
    must('buildah', 'bud', '--format', 'docker', '--build-arg', `BASE=${base}`, '--tag', NAME, root),
  );
  step('keep it out of the hands of root', () => {
    const user = must('podman', 'image', 'inspect', '--format', '{{.Config.User}}', NAME).trim();
    if (user === '' || user === 'root' || user === '0') throw new Error(`It runs as "${user}".`);
  });
  step('migrate', () => must(...container('--rm'), NAME, 'tenure', 'migrate'));
  step('start, without writing to its file system', () =>
    must(...container('--detach', '--name', NAME, '--env', 'MIGRATE=off'), NAME),
  );
  await step('be ready', ready);
  step('be healthy, as its own health check says', () => {
    const { Test: test } = JSON.parse(
      must('podman', 'image', 'inspect', '--format', '{{json .HealthCheck}}', NAME),
    );
    must('podman', 'exec', NAME, ...test.slice(1));
  });
  await step('serve its pages and documents', served);
  step('know its own commands', () => {
    must('podman', 'exec', NAME, 'tenure', 'check', 'invariants');
    must('podman', 'exec', NAME, 'tenure', 'operator', 'list');
  });
  step('stop in order', () => {
    const begun = performance.now();
    must('podman', 'stop', '--time', '20', NAME);
    const code = must('podman', 'inspect', '--format', '{{.State.ExitCode}}', NAME).trim();
    const took = performance.now() - begun;
    if (code !== '0' || took > STOP_WITHIN_MS) throw new Error(`Exit ${code} after ${Math.round(took)} ms.`);
  });
  console.log(`The image is good. It has ${size(NAME)} MB, of which ${size(base)} are the base.`);
} catch (error) {
  const { stdout, stderr } = run('podman', 'logs', NAME);
  console.error(`FAILED: ${error.message}\n${stdout}${stderr}`);
  process.exitCode = 1;
} finally {
  run('podman', 'rm', '--force', NAME);
  run('podman', 'volume', 'rm', '--force', NAME);
}

/** The arguments for a container as docker-compose.yml runs it: it can write only to /tmp and /data, and has no capabilities. */
function container(...options) {
  const env = {
    DATABASE_URL: database,
    JWT_SECRET: randomBytes(32).toString('base64url'),
    PORT: String(PORT),
    HOST: '127.0.0.1',
    DRAIN_SECONDS: '0',
  };
  return [
    ...['podman', 'run', '--network', 'host', '--read-only', '--cap-drop', 'all'],
    ...['--security-opt', 'no-new-privileges', '--tmpfs', '/tmp', '--volume', `${NAME}:/data`],
    // podman would run the health check by a timer of systemd. This script runs it instead.
    ...['--log-driver', 'k8s-file', '--no-healthcheck'],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...options,
  ];
}

async function ready() {
  for (const end = performance.now() + READY_WITHIN_MS; performance.now() < end; await sleep(200)) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/health/ready`).catch(() => null);
    if (answer?.ok === true) return;
  }
  throw new Error(`GET /health/ready was not 200 within ${READY_WITHIN_MS / 1000} s.`);
}

async function served() {
  for (const path of ['/app/login', '/console/login', '/docs', '/openapi/sdk.json', '/v1/config']) {
    const { status } = await fetch(`http://127.0.0.1:${PORT}${path}`);
    if (status !== 200) throw new Error(`GET ${path} is ${status}.`);
  }
}

function step(what, work) {
  console.log(`- ${what}`);
  return work();
}

function run(tool, ...args) {
  return spawnSync(tool, args, { encoding: 'utf8', cwd: root, maxBuffer: 64 * 1024 * 1024 });
}

function must(tool, ...args) {
  const { status, stdout, stderr, error } = run(tool, ...args);
  if (status !== 0) throw new Error(`${tool} ${args[0]} ended with ${status ?? error?.message}:\n${stderr}`);
  return stdout;
}

function size(image) {
  return Math.round(Number(must('podman', 'image', 'inspect', '--format', '{{.Size}}', image)) / 1e6);
}

function notChecked(why) {
  console.error(`NOT CHECKED: ${why}. Nobody knows whether the image builds.`);
  process.exit(3);
}
