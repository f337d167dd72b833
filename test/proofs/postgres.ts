const load = async (name: string): Promise<() => Promise<void>> =>
  ((await import(`../support/${name}.mjs`)) as { default: () => Promise<void> }).default;

/** Runs `prove` while there is a PostgreSQL with the template that tests copy: its own, or the cluster that it is given. */
export async function withPostgres<T>(prove: () => Promise<T>): Promise<T> {
  const given = process.env.TENURE_TEST_DATABASE_URL;
  const [start, stop] = [await load('global-setup'), await load('global-teardown')];
  await start();
  try {
    return await prove();
  } finally {
    await stop();
    if (given === undefined) delete process.env.TENURE_TEST_DATABASE_URL;
  }
}
