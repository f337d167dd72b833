/**
 * The billing page of a product's own dashboard, with the client: it shows the plan, the card and the invoices, and sends the owner to
 * the payment provider's page to save a card.
 *
 *   TENURE_EMAIL=… TENURE_PASSWORD=… PORT=4000 node examples/checkout/dashboard.mjs
 *
 * A real dashboard runs in the browser of a person who has logged in; here the server is logged in as one owner. Tenure has to know
 * its origin: RETURN_ORIGINS=http://127.0.0.1:4000.
 */
import { createServer } from 'node:http';
import { createTenure, isProblem, session, unwrap } from '@tenure/sdk';

const {
  TENURE_URL: url = 'http://127.0.0.1:3000',
  TENURE_EMAIL,
  TENURE_PASSWORD,
  PORT = '4000',
} = process.env;
const home = `http://127.0.0.1:${PORT}`;
const credentials = { email: TENURE_EMAIL ?? '', password: TENURE_PASSWORD ?? '' };
const { tokens } = await unwrap(createTenure({ url }).POST('/v1/auth/login', { body: credentials }));
let kept = tokens;
const owner = createTenure({
  url,
  session: session({ load: () => kept, save: (next) => (kept = next) }),
});
/** The checkout that was opened last. Tenure lets a business have one at a time. */
let checkout = '';

/**
 * The currencies to which ISO 4217 gives another number of decimals than 2, by that number. `Intl` answers how many decimals prices
 * have in shops, which is another number for some currencies.
 */
const DECIMALS = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

/** Writes an amount, which Tenure gives in minor units. */
function money({ total, currency }) {
  const [decimals] = DECIMALS.find(([, of]) => of.split(' ').includes(currency)) ?? [2];
  return `${currency} ${(total / 10 ** decimals).toFixed(decimals)}`;
}

/** Only a card or a bank account has digits. */
const digits = (last4) => (last4 === null ? '' : ` •••• ${last4}`);

const pages = {
  'GET /': async () => {
    const [{ plan, status }, { card, pastDue }, { data }] = await Promise.all([
      unwrap(owner.GET('/v1/subscription')),
      unwrap(owner.GET('/v1/billing')),
      unwrap(owner.GET('/v1/invoices')),
    ]);
    return [
      `Plan ${plan.name}, ${status}`,
      card === null ? 'No card' : `Card ${card.brand}${digits(card.last4)}`,
      ...(pastDue === null ? [] : [`Please pay until ${pastDue.accessUntil}`]),
      ...data.map(
        (invoice) => `Invoice ${invoice.number ?? 'to come'}: ${money(invoice)}, ${invoice.status}`,
      ),
    ];
  },
  // The person leaves for the page of the provider, and comes back to /saved or /.
  'POST /card': async () => {
    const body = { successUrl: `${home}/saved`, cancelUrl: `${home}/` };
    const opened = await unwrap(owner.POST('/v1/billing/checkout', { body }));
    checkout = opened.id;
    return { location: opened.url ?? `${home}/saved` };
  },
  // Asking for the checkout makes Tenure ask the provider: no event has to have come.
  'GET /saved': async () => {
    const { state } = await unwrap(
      owner.GET('/v1/billing/checkouts/{id}', { params: { path: { id: checkout } } }),
    );
    return [state === 'done' ? 'Your card is saved.' : `The checkout is ${state}.`];
  },
};

createServer((request, response) => void answer(request, response)).listen(Number(PORT), '127.0.0.1');

async function answer(request, response) {
  const page = pages[`${request.method} ${(request.url ?? '').split('?')[0]}`];
  try {
    const shown = page === undefined ? ['There is no such page.'] : await page();
    const [status, head] = Array.isArray(shown) ? [200, {}] : [303, shown];
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...head });
    response.end(Array.isArray(shown) ? `${shown.join('\n')}\n` : '');
  } catch (error) {
    const away = isProblem(error, 'payment_unavailable');
    response.writeHead(away ? 503 : 500, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(away ? 'The payment page cannot be reached. Try again soon.\n' : `${error.message}\n`);
  }
}
