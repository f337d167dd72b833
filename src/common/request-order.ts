/**
 * Sorts rows into the order of the requests. The `place` of a row is the number of its request, from 1. Null where there is no row.
 */
export function inRequestOrder<Row extends { place: number }>(
  rows: Row[],
  { length }: { length: number },
): (Row | null)[] {
  const places = Array.from<Row | null>({ length }).fill(null);
  for (const row of rows) places[row.place - 1] = row;
  return places;
}
