const load = async (name: string): Promise<() => Promise<void>> =>
  ((await import(`../support/${name}.mjs`)) as { default: () => Promise<void> }).default;

/** Runs `prove` while there is a PostgreSQL with the template that tests copy. */
export async function withPostgres<T>(prove: () => Promise<T>): Promise<T> {
  const [start, stop] = [await load('global-setup'), await load('global-teardown')];
  await start();
  try {
    return await prove();
  } finally {
    await stop();
    delete process.env.TENURE_TEST_DATABASE_URL;
  }
}
