import { isProblem, unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { useRead } from '../api/queries.js';
import { Skeleton } from '../ui/list.js';
import { LogOut } from '../ui/log-out.js';
import { Page, Section } from '../ui/page.js';
import { SecondFactor } from '../ui/second-factor.js';
import { Narrow } from '../ui/shell.js';
import { CodeForm } from './ask-code.js';
import { useApi } from './context.js';

/** Shows no page before the operator has shown the second factor, if this service requires one. */
export function Gate({ children }: { children: ReactNode }) {
  const api = useApi();
  const { error, data, refetch } = useRead(['gate'], () =>
    unwrap(api.GET('/v1/admin/features', { params: { query: { limit: 1 } } })),
  );
  if (isProblem(error, 'second_factor_required'))
    return (
      <Narrow>
        {error.problem.next === 'set_up' ? (
          <Page title="Set up a second factor">
            <p>Operators of this service need a code in addition to their password. Set it up, then go on.</p>
            <SecondFactor api={api} />
            <div className="buttons">
              <button type="button" onClick={() => void refetch()}>
                Go on
              </button>
              <LogOut app="console" />
            </div>
          </Page>
        ) : (
          <Page title="Enter a code">
            <Section title="Second factor">
              <CodeForm then={() => void refetch()} />
            </Section>
            <div className="buttons">
              <LogOut app="console" />
            </div>
          </Page>
        )}
      </Narrow>
    );
  if (data === undefined && error === null)
    return (
      <Narrow>
        <Skeleton />
      </Narrow>
    );
  // The page shows other errors, with a way to try again.
  return children;
}
