import { type components, isProblem, unwrap } from '@tenure/sdk';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { Day, State, When } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Section } from '../ui/page.js';
import { saveFile } from '../ui/save-file.js';
import { useWithCode } from './ask-code.js';
import { useSession } from './context.js';
import { type Business, businessKey } from './reads.js';

type Made = components['schemas']['ExportView'];
/** How often the page checks whether the file is ready. */
const LOOK_MS = 2_000;

const PROBLEMS: Record<NonNullable<Made['problem']>, string> = {
  too_large: 'It is too large for one file.',
  interrupted: 'The server stopped before the file was complete. Please make a new file.',
};

/** Makes one file of all data of a business, as its owner would get it. */
export function Export({ business: { id, name } }: { business: Business }) {
  const { api, files } = useSession();
  const withCode = useWithCode();
  const path = { id };
  const key = [...businessKey(id), 'export'];
  const newest = useQuery({
    queryKey: key,
    queryFn: () => unwrap(api.GET('/v1/admin/businesses/{id}/export', { params: { path } })),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? LOOK_MS : false),
  });
  const request = useAct(
    () => withCode(() => unwrap(api.POST('/v1/admin/businesses/{id}/export', { params: { path } }))),
    { done: 'The file is being made.', changes: [key] },
  );
  const download = useAct(
    async ({ id: exportId }: Made) => {
      const file = await withCode(() =>
        unwrap(
          files.GET('/v1/admin/businesses/{id}/export/{exportId}/file', {
            params: { path: { id, exportId } },
            parseAs: 'blob',
          }),
        ),
      );
      saveFile(file, `${name}.json.gz`);
    },
    { reads: true },
  );
  const ready = newest.data?.state === 'ready' ? newest.data : null;
  const isPending = request.isPending || newest.data?.state === 'pending';
  return (
    <Section title="Export">
      <p>One file of all that the business has, for its owner. It is kept for seven days.</p>
      {isProblem(newest.error, 'not_found') ? (
        <p className="muted">No file was made yet.</p>
      ) : (
        <Load query={newest} rows={1}>
          {(found) => (
            <Facts
              of={[
                ['State', <State key="state" of={found.state} />],
                ['Asked for', <When key="when" at={found.requestedAt} />],
                ['Kept until', <Day key="until" at={found.expiresAt} />],
                ...(found.problem === null
                  ? []
                  : ([['Problem', PROBLEMS[found.problem]]] as [string, string][])),
              ]}
            />
          )}
        </Load>
      )}
      <div className="buttons">
        <Button act={{ ...request, isPending }} input={undefined}>
          Make a new file
        </Button>
        {ready !== null && (
          <Button act={download} input={ready}>
            Download
          </Button>
        )}
      </div>
    </Section>
  );
}
