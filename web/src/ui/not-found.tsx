import { Link } from 'wouter';
import { Page } from './page.js';

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <p>
        There is nothing here. Go <Link href="/">home</Link>.
      </p>
    </Page>
  );
}
