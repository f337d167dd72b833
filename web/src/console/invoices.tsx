import { useSearchParams } from 'wouter';
import { Page, Section } from '../ui/page.js';
import { Filter } from '../ui/filter.js';
import { Search } from '../ui/search.js';
import { InvoiceList, PROBLEMS, STATUSES } from './invoice-list.js';

/** Lists the invoices of all businesses. The filters are in the address of the page. */
export function InvoicesPage() {
  const [params] = useSearchParams();
  const status = STATUSES.find(([value]) => value === params.get('status'))?.[0];
  const problem = PROBLEMS.find(([value]) => value === params.get('problem'))?.[0];
  return (
    <Page title="Invoices">
      <Section title="Invoices of all businesses">
        <Search fields={[['number', 'Number of the invoice']]} />
        <div className="inline">
          <Filter label="State" name="status" options={[['', 'All'], ...STATUSES]} />
          <Filter label="Problem" name="problem" options={[['', 'With or without'], ...PROBLEMS]} />
        </div>
        <InvoiceList number={params.get('number')?.toUpperCase()} status={status} problem={problem} />
      </Section>
    </Page>
  );
}
