import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BELOW_ALL_IDS } from '../common/paging.js';
import { maybeOne, query } from '../database/sql.js';
import { OURS_BY_ID, OURS_SINCE, type OursRow, PAID_BY, REFUSED } from './comparison.sql.js';
import { ProviderAccountService } from './provider-account.service.js';
import { ProviderNotFound } from './provider-errors.js';
import { ProviderService } from './provider.service.js';
import type { ListedInvoice } from './provider-values.js';

/** Sums of one currency, in its minor unit. */
export interface Totals {
  currency: string;
  invoices: number;
  paidHere: number;
  paidThere: number;
  refundedHere: number;
  refundedThere: number;
}

export interface Comparison {
  totals: Totals[];
  /** Invoices at the provider that do not belong to this service. */
  foreign: number;
  /** The differences, in words. */
  differences: string[];
  /** Refunds that a bank refused, in words. They stay in the list after somebody has sent the money in another way. */
  refusedRefunds: string[];
}

const CHUNK = 500;
const PAID = ['paid', 'refunded', 'chargedBack'];

/** Compares our invoices with those of the provider. It only reads. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly provider: ProviderService,
    private readonly account: ProviderAccountService,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Compares every invoice that was made at the provider since `since`: whether both sides know it, whether both say that it was
   * paid, the amount, and what was sent back. The invoices that the provider refuses each time are differences, too; refunds that a
   * bank refused are a list of their own. An invoice that differs is read once more on both sides, because an event about it may
   * not have been handled yet.
   *
   * @throws DomainError `no_payment_provider`; ProviderUnavailable
   */
  async compare(since: Date, signal: AbortSignal): Promise<Comparison> {
    const provider = this.provider.required;
    // A database that is tied to no account is compared, too: it may have been restored from before the first collection.
    if ((await this.account.isOurAccount(provider, signal)) === false)
      return {
        totals: [],
        foreign: 0,
        differences: ['the key is of another account than this database'],
        refusedRefunds: [],
      };
    const differences: string[] = [];
    const refusedRefunds: string[] = [];
    const totals = new Map<string, Totals>();
    const seen = new Set<string>();
    let foreign = 0;
    let after: string | null = null;
    for (let more = true; more;) {
      const page = await provider.list(since, after, signal);
      const theirs = page.invoices.filter(
        ({ invoiceId, businessId }) => invoiceId !== null && businessId !== null,
      );
      foreign += page.invoices.length - theirs.length;
      const ours = await this.ours(theirs);
      for (const reported of theirs) {
        seen.add(reported.reference);
        const known = ours.get(reported.invoiceId ?? '');
        const found = await this.compareAgain(reported, known, signal);
        differences.push(...found.differences);
        refusedRefunds.push(...found.refusedRefunds);
        add(totals, found.reported, found.known);
      }
      after = page.invoices.at(-1)?.reference ?? null;
      more = page.more && after !== null;
    }
    differences.push(...(await this.unlisted(since, seen, signal)));
    for (const { id, refusedBecause } of await query(this.dataSource, REFUSED, { limit: CHUNK }))
      differences.push(`${id}: the provider refuses it each time: ${refusedBecause ?? 'no reason is known'}`);
    return { totals: [...totals.values()], foreign, differences, refusedRefunds };
  }

  /** Both sides of an invoice. If they differ, or something was sent back, both are read again first. */
  private async compareAgain(reported: ListedInvoice, known: OursRow | undefined, signal: AbortSignal) {
    // The list does not say whether a refund arrived.
    if (reported.refunded === 0 && differencesOf(reported, known).length === 0)
      return { reported, known, differences: [], refusedRefunds: [] };
    const again = await this.provider.required.read(reported.reference, signal);
    const ours = (await this.ours([again])).get(again.invoiceId ?? '');
    const differences = (await this.isMarked(again, ours)) ? [] : differencesOf(again, ours);
    const refused = `${again.invoiceId} (${again.reference}): ${again.refundFailed} was sent back, and the bank refused it`;
    return {
      reported: again,
      known: ours,
      differences,
      refusedRefunds: again.refundFailed > 0 ? [refused] : [],
    };
  }

  /** Whether the payment counts here for another invoice of the business, which an operator marked as paid by it. */
  private async isMarked(
    { businessId, reference }: ListedInvoice,
    known: OursRow | undefined,
  ): Promise<boolean> {
    if (businessId === null || known?.reference === reference) return false;
    return (await maybeOne(this.dataSource, PAID_BY, { businessId, reference })) !== undefined;
  }

  private async ours(theirs: ListedInvoice[]): Promise<Map<string, OursRow>> {
    const rows = await query(this.dataSource, OURS_BY_ID, {
      businessIds: theirs.map(({ businessId }) => businessId ?? BELOW_ALL_IDS),
      ids: theirs.map(({ invoiceId }) => invoiceId ?? BELOW_ALL_IDS),
    });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Compares our invoices that the provider did not list, because it may have made them before `since`. */
  private async unlisted(since: Date, seen: Set<string>, signal: AbortSignal): Promise<string[]> {
    const differences: string[] = [];
    let [afterBusiness, afterId] = [BELOW_ALL_IDS, BELOW_ALL_IDS];
    for (;;) {
      const rows = await query(this.dataSource, OURS_SINCE, { since, afterBusiness, afterId, limit: CHUNK });
      for (const row of rows.filter(({ reference }) => !seen.has(reference))) {
        const reported = await this.provider.required.read(row.reference, signal).catch((error: unknown) => {
          if (error instanceof ProviderNotFound) return null;
          throw error;
        });
        differences.push(
          ...(reported === null
            ? [`${row.id}: ${row.reference} is not at the provider`]
            : differencesOf(reported, row)),
        );
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < CHUNK) return differences;
      [afterBusiness, afterId] = [last.businessId, last.id];
    }
  }
}

/**
 * The differences about one invoice. A second payment at the provider for the same invoice of ours is one until all of it is sent
 * back.
 */
function differencesOf(reported: ListedInvoice, known: OursRow | undefined): string[] {
  const at = `${reported.invoiceId} (${reported.reference})`;
  const paidThere = reported.status === 'paid';
  if (known === undefined) return paidThere ? [`${at}: paid at the provider, and unknown here`] : [];
  if (known.reference !== reported.reference)
    return paidThere && reported.refunded < reported.total
      ? [`${at}: paid at the provider, and here it is ${known.reference ?? 'not issued'}`]
      : [];
  const paidHere = PAID.includes(known.status);
  if (paidHere && known.elsewhere)
    return paidThere && reported.refunded < reported.total
      ? [`${at}: ${known.status} here by hand, paid at the provider`]
      : [];
  if (paidHere !== paidThere) return [`${at}: ${known.status} here, ${reported.status} at the provider`];
  if (!paidThere || known.mismatch) return [];
  const amounts = (total: number, currency: string, refunded: number) =>
    `${total} ${currency}, ${refunded} sent back`;
  const here = amounts(known.total, known.currency, known.refunded);
  const there = amounts(reported.total, reported.currency, reported.refunded);
  return here === there ? [] : [`${at}: ${here} here, ${there} at the provider`];
}

function add(totals: Map<string, Totals>, reported: ListedInvoice, known: OursRow | undefined): void {
  const { currency } = reported;
  const none = { currency, invoices: 0, paidHere: 0, paidThere: 0, refundedHere: 0, refundedThere: 0 };
  const sum = totals.get(currency) ?? none;
  totals.set(currency, sum);
  sum.invoices += 1;
  if (reported.status === 'paid') {
    sum.paidThere += reported.total;
    sum.refundedThere += reported.refunded;
  }
  const paidHere = known !== undefined && PAID.includes(known.status) && !known.elsewhere;
  if (paidHere && known.reference === reported.reference) {
    sum.paidHere += known.total;
    sum.refundedHere += known.refunded;
  }
}
