import { useAct } from '../api/queries.js';
import { type AppName, leave } from '../api/session.js';
import { Button } from './button.js';

const LOGIN = { dashboard: '/app/login', console: '/console/login' };

/** Logs out in all tabs, and leads to the log-in of the app. */
const useLogOut = (app: AppName) => useAct(() => leave(app, LOGIN[app]), { changes: [] });

export function LogOut({ app, primary = false }: { app: AppName; primary?: boolean }) {
  const logOut = useLogOut(app);
  return (
    <Button act={logOut} input={undefined} className={primary ? 'primary' : undefined}>
      Log out
    </Button>
  );
}
