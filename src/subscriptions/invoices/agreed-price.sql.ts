/** SQL of the price that the subscription `s` has agreed to pay for its plan. */
const known = (s: string): string => `
  COALESCE(${s}.price_known, (SELECT own.price_amount FROM plan_versions own WHERE own.id = ${s}.plan_version_id))`;

/**
 * SQL of the price of the plan of version `v` when `s` chose it for the end of its cycle; NULL if it did not. A price per seat and
 * a flat price cannot be compared.
 */
const chosen = (s: string, v: string): string => `
  (SELECT chosen.price_amount FROM plan_versions chosen
   WHERE chosen.id = ${s}.pending_version_id AND chosen.plan_code = ${s}.pending_plan_code
     AND chosen.plan_code = ${v}.plan_code AND chosen.per_seat = ${v}.per_seat)`;

/**
 * SQL of the price of a cycle of `s` that begins at `starts` under version `v`. It is the price of the version, unless that price
 * is higher than the agreed one and the owner was not told of it in time. `stays` is SQL that says whether the subscription is on
 * that plan already. Somebody who chooses another plan pays the price of that plan, and no more than on the day of the choice. On
 * a test clock a new price counts at once, because an edit has real time.
 */
export const agreedPrice = (s: string, v: string, stays: string, starts: string): string => `
  CASE WHEN NOT (${stays}) AND ${s}.test_clock_id IS NULL THEN LEAST(${v}.price_amount, ${chosen(s, v)})
       WHEN ${s}.test_clock_id IS NOT NULL OR ${v}.price_amount <= ${known(s)}
         OR (${v}.price_amount <= ${s}.price_seen AND ${s}.price_from <= ${starts}) THEN ${v}.price_amount
       ELSE ${known(s)} END`;

/**
 * SQL of the columns about the price after a cycle of `s` that begins at `starts`: `known`, `seen` and `from`. `price` is what
 * the cycle cost, NULL if nobody has computed that. A price that the owner was told, and that does not count yet, stays noted
 * unless the plan changes.
 */
export const priceAfter = (s: string, price: string, stays: string, starts: string) => {
  const waits = `${price} IS NULL OR (${stays}) AND ${s}.price_from > ${starts}`;
  return {
    known: `COALESCE(${price}, ${s}.price_known)`,
    seen: `CASE WHEN ${waits} THEN ${s}.price_seen ELSE ${price} END`,
    from: `CASE WHEN ${waits} THEN ${s}.price_from END`,
  };
};
