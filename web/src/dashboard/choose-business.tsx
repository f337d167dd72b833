import { unwrap } from '@tenure/sdk';
import { Link } from 'wouter';
import { enter, isServed } from '../api/session.js';
import { useConfig } from '../api/config.js';
import { useAct, useRead } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { State } from '../ui/format.js';
import { Table } from '../ui/list.js';
import { LogOut } from '../ui/log-out.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { businessState } from '../ui/states.js';
import { useSession } from './context.js';

/** Opens a session in another business, and loads the dashboard there. */
export const useSwitch = () => {
  const { api } = useSession();
  return useAct(async (id: string) => {
    const { tokens } = await unwrap(api.POST('/v1/me/businesses/{id}/switch', { params: { path: { id } } }));
    await enter('dashboard', tokens.refreshToken, '/app/');
  });
};

/** The page for somebody who is in no business, or whose last business cannot be used. */
export function ChooseBusinessPage() {
  const { businesses } = useSession();
  const change = useSwitch();
  const { supportEmail } = useConfig();
  const suspended = businesses.filter((item) => businessState(item) === 'suspended');
  const isStuck = suspended.length > 0 && businesses.every((item) => businessState(item) !== 'active');
  return (
    <Page
      title="Businesses"
      actions={
        <Link href="/businesses/new" className="button primary">
          Create a business
        </Link>
      }
    >
      {isStuck && (
        <p className="alert bad">
          <span>
            {suspended.map(({ name }) => name).join(', ')}{' '}
            {suspended.length === 1
              ? 'is suspended: nobody can work in it.'
              : 'are suspended: nobody can work in them.'}{' '}
            {supportEmail !== null && (
              <>
                Write to <a href={`mailto:${supportEmail}`}>{supportEmail}</a>.
              </>
            )}
          </span>
        </p>
      )}
      <Table
        label="Businesses"
        items={businesses}
        idOf={({ id }) => id}
        empty="You are in no business. Create one, or ask somebody to invite you."
        columns={[
          { title: 'Name', long: true, cell: ({ name }) => name },
          { title: 'Your role', cell: ({ role }) => role },
          { title: 'State', cell: (item) => <State of={businessState(item)} /> },
          {
            title: '',
            numeric: true,
            cell: (item) =>
              businessState(item) === 'active' && (
                <Button act={change} input={item.id}>
                  Open<span className="hidden"> {item.name}</span>
                </Button>
              ),
          },
        ]}
      />
    </Page>
  );
}

const CONSOLE = '/console/';

/** Leads an operator to the console. The mail with which operators choose a password can lead to the dashboard. */
export function OperatorPage() {
  const { data, isError } = useRead(['console'], () => isServed(CONSOLE));
  const hasConsole = data ?? isError;
  return (
    <Narrow>
      <Page title="Not a customer">
        <p className="alert warn">You are logged in with the account of an operator of this service.</p>
        <div className="buttons">
          {hasConsole && (
            <a href={CONSOLE} className="button primary">
              Go to the console
            </a>
          )}
          <LogOut app="dashboard" primary={!hasConsole} />
        </div>
      </Page>
    </Narrow>
  );
}
