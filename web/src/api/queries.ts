import { isProblem, TenureError } from '@tenure/sdk';
import {
  MutationCache,
  type Query,
  QueryCache,
  QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { useToast } from '../ui/toasts.js';
import { isRefused, isRefusedWith, isUnknown, messageOf, messageOfWrite } from './problems.js';

/** The key of what is known of the person and their businesses. */
export const SESSION_KEY = ['session'];

/**
 * Caches what was read. The client of the API retries by itself, so nothing is retried here. After a refusal the roles and the
 * businesses of the person are read again, because the page offered what they may not do.
 */
export function queryClient(): QueryClient {
  const readSession = (error: Error) => {
    if (error instanceof TenureError && error.status === 403)
      void client.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      // If the session itself is refused, reading it again would not end.
      onError: (error, { queryKey }) => queryKey[0] !== SESSION_KEY[0] && readSession(error),
    }),
    mutationCache: new MutationCache({ onError: readSession }),
    defaultOptions: {
      // A request is always tried. By default it would wait while the browser is offline, without a word, and be sent later.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: 10_000,
        refetchOnWindowFocus: isReadAgain,
        refetchOnReconnect: isReadAgain,
      },
    },
  });
  return client;
}

/**
 * Whether something is read again when the person comes back to the page. A page shows something else for a refusal, such as the
 * set-up of a second factor. Reading again would remove that, with everything that is typed and all secrets that are shown there.
 */
const isReadAgain = ({ state: { data, error } }: Query): boolean => data !== undefined || !isRefused(error);

export interface PageOf<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** How often something is read again while it is in progress. */
const UNDER_WAY_MS = 5_000;

/** Reads one answer of the API. While `isUnderWay` is true of it, it is read again every few seconds. */
export const useRead = <Data>(
  key: QueryKey,
  read: () => Promise<Data>,
  enabled = true,
  isUnderWay: (data: Data) => boolean = () => false,
) =>
  useQuery({
    queryKey: key,
    queryFn: read,
    enabled,
    refetchInterval: ({ state }) => state.data !== undefined && isUnderWay(state.data) && UNDER_WAY_MS,
  });

/**
 * Reads a list page by page. `cursor` is undefined for the first. While `isUnderWay` is true of an item, the list is read again
 * every few seconds.
 */
export const usePages = <Item>(
  key: QueryKey,
  read: (cursor: string | undefined) => Promise<PageOf<Item>>,
  enabled = true,
  isUnderWay: (item: Item) => boolean = () => false,
) =>
  useInfiniteQuery({
    queryKey: key,
    enabled,
    queryFn: ({ pageParam }) => read(pageParam ?? undefined),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isUnderWay)) === true && UNDER_WAY_MS,
  });

export interface ActOptions<Result> {
  /** The message that is shown when the action is done. */
  done?: string | ((result: Result) => string);
  /** The queries that have to be read again when it is done. By default all of them. */
  changes?: QueryKey[];
  /** Whether the action only reads, such as a download. */
  reads?: boolean;
  /** Whether the result is shown once. It is then handed out before anything is read again, which can take long. */
  secret?: boolean;
  then?: (result: Result) => void;
}

/**
 * Runs an action. If `inForm` is true, the form shows an error; otherwise a toast shows it. `mutate` does nothing while it runs,
 * because a second press would do it twice.
 */
export function useAct<Input, Result>(
  act: (input: Input) => Promise<Result>,
  {
    done,
    changes,
    reads = false,
    secret = false,
    then,
    inForm = false,
  }: ActOptions<Result> & { inForm?: boolean } = {},
) {
  const client = useQueryClient();
  const toast = useToast();
  const stale = reads ? [] : (changes ?? [[]]);
  const readThose = (predicate: (query: Query) => boolean) =>
    Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey, predicate })));
  const readAgain = () => {
    void readThose(isLong);
    return readThose((query) => !isLong(query));
  };
  // Two presses can come before React shows that the first one runs.
  const runs = useRef(false);
  const action = useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      if (!secret) await readAgain();
      if (done !== undefined) toast(typeof done === 'string' ? done : done(result));
      then?.(result);
      if (secret) void readAgain();
    },
    onError: (error) => {
      if (!inForm) toast(reads ? messageOf(error) : messageOfWrite(error), 'bad');
      // The page shows whether it was done, or that what it was for is gone. `changes` can leave out what the page shows.
      if (!reads && (isUnknown(error) || isRefusedWith(error, 404))) void client.invalidateQueries();
    },
    onSettled: () => {
      runs.current = false;
    },
  });
  const { mutate: run } = action;
  const mutate = useCallback(
    (input: Input) => {
      if (runs.current) return;
      runs.current = true;
      run(input);
    },
    [run],
  );
  return { ...action, mutate };
}

/** Whether a list has several pages. They are read one after another, so nothing waits for them. */
function isLong({ state }: Query): boolean {
  const { pages } = (state.data ?? {}) as { pages?: unknown };
  return Array.isArray(pages) && pages.length > 1;
}

export const isMissing = (error: unknown): boolean =>
  isRefusedWith(error, 404) || isProblem(error, 'validation_failed');
