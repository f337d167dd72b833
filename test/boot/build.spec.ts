import { cp, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from './support/children.js';
import { meanwhile } from '../support/meanwhile.js';

let development: ReturnType<typeof develop>;
beforeAll(() => void (development = meanwhile(develop)));
afterAll(async () => {
  await Promise.allSettled([development]);
  await cleanUp();
});

/** A project of one source file, built by the scripts of this one. */
async function smallProject(): Promise<string> {
  const folder = await temporaryFolder();
  for (const path of ['scripts', 'package.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json']) {
    await cp(path, join(folder, path), { recursive: true });
  }
  await mkdir(join(folder, 'src'));
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function start(folder: string): Promise<{ output: string; exit: number | string }> {
  const child = new Child(process.execPath, [join(folder, 'scripts', 'start.mjs')]);
  const exit = await child.ended;
  return { output: child.output, exit };
}

describe('npm start builds', () => {
  test('only what changed, and keeps the last good build when it fails', async () => {
    const folder = await smallProject();
    const source = join(folder, 'src', 'main.ts');
    await writeFile(source, "console.log('one'); process.exit(0); export {};");
    expect(await start(folder)).toMatchObject({ output: 'one\n', exit: 0 });

    const built = await stat(join(folder, 'dist', 'src', 'main.js'));
    expect(await start(folder)).toMatchObject({ output: 'one\n', exit: 0 });
    expect((await stat(join(folder, 'dist', 'src', 'main.js'))).ino).toBe(built.ino);

    await writeFile(source, 'console.log(two); export {};');
    const failed = await start(folder);
    expect(failed).toMatchObject({ output: expect.stringContaining("Cannot find name 'two'"), exit: 1 });
    expect((await stat(join(folder, 'dist', 'src', 'main.js'))).ino).toBe(built.ino);

    await writeFile(source, "console.log('two'); process.exit(0); export {};");
    expect(await start(folder)).toMatchObject({ output: 'two\n', exit: 0 });
  });

  test('nothing where sources or compiler are missing, as in an image', async () => {
    const folder = await smallProject();
    await rm(join(folder, 'src'), { recursive: true });
    await mkdir(join(folder, 'dist', 'src'), { recursive: true });
    await writeFile(join(folder, 'dist', 'src', 'main.js'), "console.log('as given'); process.exit(0);");
    expect(await start(folder)).toMatchObject({ output: 'as given\n', exit: 0 });
  });
});

/** Runs `npm run start:dev` through two changes, one of which does not compile. Returns what its servers said, and how it ended. */
async function develop() {
  const folder = await smallProject();
  const source = join(folder, 'src', 'main.ts');
  // It says that it has started once it listens to the signal, which may come at once.
  const server = (name: string) => `setInterval(() => undefined, 1_000);
    process.on('SIGTERM', () => setTimeout(() => { console.log('${name} ended'); process.exit(0); }, 500));
    console.log('${name} started');`;
  await writeFile(source, server('one'));
  const dev = new Child(process.execPath, [join(folder, 'scripts', 'dev.mjs')]);
  await dev.says(/^one started$/m, 60);

  await writeFile(source, 'console.log(two);');
  await dev.says(/Cannot find name 'two'/, 60);
  await writeFile(source, server('three'));
  await dev.says(/^three started$/m, 60);
  const served = () => dev.output.match(/^\w+ (?:started|ended)$/gm);
  const changed = served();

  dev.process.kill('SIGTERM');
  const exit = await dev.ended;
  return { changed, exit, stopped: served() };
}

describe('npm run start:dev', () => {
  test('compiles a change, and starts the next server when the last one has ended', async () => {
    const changed = ['one started', 'one ended', 'three started'];
    expect(await development).toEqual({ changed, exit: 0, stopped: [...changed, 'three ended'] });
  });
});
