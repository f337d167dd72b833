import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { violations } from '../../invariants/invariants.js';
import { emptyReport, ImportService, NO_MAP, readDump, readMap, type Report } from '../simple-saas/index.js';
import { done, Refused, type Result } from './command.js';
import { configWithDatabase } from '../config/config-with-database.js';
import { withServices } from './with-services.js';

interface ImportFileOptions {
  dryRun: boolean;
  expired: 'roll' | 'end';
  /** The path of a map; undefined if there is none. */
  map: string | undefined;
  /** The path of a file to which the report is also written, as JSON. */
  report: string | undefined;
}

/**
 * Imports the data of the file, and then checks the invariants of the whole database.
 *
 * @throws ImportRefused for a file or a map that cannot be used; nothing is written
 */
export async function importSimpleSaas(
  env: NodeJS.ProcessEnv,
  source: string,
  { dryRun, expired, ...paths }: ImportFileOptions,
): Promise<Result> {
  const { dump, doubts } = await readDump(source);
  const map = paths.map === undefined ? NO_MAP : await readMap(paths.map);
  const report = emptyReport(dryRun, [...doubts]);
  const file = paths.report === undefined ? null : await openReport(paths.report);
  const importing = () =>
    withServices(env, (services) => services.get(ImportService).run(dump, report, { dryRun, map, expired }));
  const broken = await reported(report, file, importing, async () => {
    const { databaseUrl, auditDays } = await configWithDatabase(env);
    return (await violations(databaseUrl, { auditDays })).filter(({ count }) => count > 0);
  });
  const wrong = broken.map(({ id, count, title }) => `${id} ${count} ${title}`);
  const exitCode = broken.length > 0 ? 1 : report.doubts.length > 0 ? 3 : 0;
  return done([...linesOf(report), ...wrong], { ...report, violations: broken }, exitCode);
}

/** Opens the file of the report before anything is imported. @throws Refused when it cannot be written */
async function openReport(path: string): Promise<FileHandle> {
  try {
    const earlier = await stat(path).catch(() => null);
    // The doubts of an import that was made are known nowhere else. A pipe or a device has nothing to keep.
    if (earlier?.isFile() === true && earlier.size > 0)
      await rename(path, `${path}.${earlier.mtime.toISOString().replaceAll(':', '')}`);
    return await open(path, 'a', 0o600);
  } catch (error) {
    throw new Refused(`--report cannot be written: ${(error as Error).message}`);
  }
}

/**
 * Imports, writes the report, and then checks. What was imported stays if one of these fails, so the doubts about it are then
 * written and printed, too.
 */
async function reported<T>(
  report: Report,
  file: FileHandle | null,
  importing: () => Promise<unknown>,
  check: () => Promise<T>,
): Promise<T> {
  try {
    try {
      await importing();
    } finally {
      // The result of the import counts, also where the report cannot be written.
      await file
        ?.writeFile(`${JSON.stringify(report, null, 2)}\n`)
        .catch((error: Error) => console.error(`The report could not be written: ${error.message}`));
      await file?.close();
    }
    return await check();
  } catch (error) {
    if (report.plans.imported + report.businesses.imported > 0) console.error(linesOf(report).join('\n'));
    throw error;
  }
}

const linesOf = ({ dryRun, plans, businesses, members, invitations, doubts }: Report): string[] => [
  ...(dryRun ? ['Nothing was written. This is what would be.'] : []),
  `plans       ${plans.imported} imported, ${plans.unchanged} unchanged, ${plans.leftOut} left out`,
  `businesses  ${businesses.imported} imported, ${businesses.unchanged} unchanged, ${businesses.leftOut} left out`,
  `people      ${members} members, ${invitations} invited`,
  `doubts      ${doubts.length}`,
  ...doubts.map(({ row, rule, decision }) => `  ${row} (${rule}): ${decision}`),
];
