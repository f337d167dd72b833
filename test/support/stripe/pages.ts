import { CARDS, type TestCard } from './cards.js';
import type { Person } from './person.js';
import type { World } from './world.js';

/** The answer of a page: HTML, or the address of the next page. */
export interface PageAnswer {
  status: number;
  html?: string;
  location?: string;
}

const PAGE = /^\/(pay|i|portal)\/([^/]+)(\/pdf)?$/;

/** Whether a path is a page for people and not a route of the API. */
export const isPage = (path: string): boolean => PAGE.test(path);

/**
 * Simple versions of Stripe's pages for people: a checkout (`/pay/…`), an invoice (`/i/…`) and the portal (`/portal/…`). On each,
 * the person chooses a test card: by a form, or by `curl --data card=good URL`.
 */
export function answerPage(
  world: World,
  person: Person,
  { method, path, card, until }: { method: string; path: string; card: unknown; until: unknown },
): PageAnswer {
  const [, kind = '', id = ''] = PAGE.exec(path) ?? [];
  if (kind === 'i' && !(Number(until) >= world.clock()))
    return { status: 410, html: 'This link to an invoice has expired.' };
  if (method !== 'POST') return { status: 200, html: formOf(world, kind, id) };
  const given = (CARDS as Record<string, TestCard>)[String(card)];
  if (given === undefined)
    return { status: 400, html: `Say card=NAME, and NAME is one of ${Object.keys(CARDS).join(', ')}.` };
  try {
    return act(world, person, kind, id, given);
  } catch (error) {
    return { status: 409, html: escaped((error as Error).message) };
  }
}

function act(world: World, person: Person, kind: string, id: string, card: TestCard): PageAnswer {
  if (kind === 'pay') {
    const session = person.checkOut(`/pay/${id}`, card);
    return session.status === 'complete' && session.success_url !== null
      ? { status: 303, location: session.success_url }
      : { status: 402, html: 'The card is declined. Take another one.' };
  }
  if (kind === 'i') {
    person.payOnPage(id, card);
    return { status: 200, html: `The invoice is ${world.invoices.get(id)?.status ?? 'unknown'}.` };
  }
  person.changeCard(id, card);
  return { status: 200, html: 'The card is changed.' };
}

function formOf(world: World, kind: string, id: string): string {
  const session = world.sessions.get(id);
  const invoice = world.invoices.get(id);
  const what =
    kind === 'pay'
      ? `Checkout, ${session?.mode ?? 'unknown'}: ${session?.status ?? 'not found'}`
      : kind === 'i'
        ? `Invoice ${invoice?.number ?? id}, ${invoice?.total ?? 0} ${invoice?.currency ?? ''}: ${invoice?.status ?? 'not found'}`
        : 'The card that is charged';
  const buttons = Object.keys(CARDS).map((name) => `<button name="card" value="${name}">${name}</button>`);
  return `<!doctype html><meta charset="utf-8"><title>Not Stripe</title>
<h1>${escaped(what)}</h1><p>This is not Stripe: no money moves. Choose a card.</p><form method="post">${buttons.join(' ')}</form>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
