import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type ExportSource, SECTIONS } from './sections.js';

/** The limits of one attempt: bytes before compression, and milliseconds, which are fewer than a job may take (`JOB_LIMIT_MS`). */
export const EXPORT_BOUNDS = { bytes: 200 * 1024 * 1024, ms: 20_000 };
/** How many bytes of the compressed file are stored in one row. */
const PART = 256 * 1024;

/** The business has more data than fits into one file. */
export class ExportTooLarge extends Error {}
/** The data could not be read in time. Another attempt may be faster. */
export class ExportTooSlow extends Error {}

/**
 * The text of the file: one JSON object with a member for each section. Each item has a line of its own, so that the file can be
 * read line by line.
 *
 * @throws ExportTooLarge
 * @throws ExportTooSlow
 */
export async function* lines(source: ExportSource): AsyncGenerator<string> {
  const { business, exportedAt } = source;
  const end = performance.now() + EXPORT_BOUNDS.ms;
  let length = 0;
  const bounded = (text: string): string => {
    length += Buffer.byteLength(text);
    if (length > EXPORT_BOUNDS.bytes) throw new ExportTooLarge();
    if (performance.now() > end) throw new ExportTooSlow(`Not read within ${EXPORT_BOUNDS.ms} ms`);
    return text;
  };
  const head = JSON.stringify({ format: 'tenure.business.1', businessId: business.id, exportedAt });
  yield head.slice(0, -1);
  for (const [name, section] of Object.entries(SECTIONS)) {
    yield `,\n${JSON.stringify(name)}:`;
    if (section.one !== undefined) {
      yield bounded(JSON.stringify(await section.one(source)));
      continue;
    }
    let before = '[';
    for await (const page of section.many(source)) {
      if (page.length === 0) continue;
      yield bounded(`${before}\n${page.map((item) => JSON.stringify(item)).join(',\n')}`);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  }
  yield '}\n';
}

/** Compresses a text, and calls `hand` with each part in order. */
export async function zipped(
  text: AsyncIterable<string>,
  hand: (part: Buffer) => Promise<void>,
): Promise<void> {
  await pipeline(Readable.from(text), createGzip(), async (chunks: AsyncIterable<Buffer>) => {
    let held: Buffer[] = [];
    let size = 0;
    for await (const chunk of chunks) {
      held.push(chunk);
      size += chunk.length;
      if (size < PART) continue;
      await hand(Buffer.concat(held));
      [held, size] = [[], 0];
    }
    if (size > 0) await hand(Buffer.concat(held));
  });
}
