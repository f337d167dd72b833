import { isProblem, TenureError } from '@tenure/sdk';
import {
  QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useToast } from '../ui/toasts.js';
import { messageOf } from './problems.js';

/** Keeps what was read. The client of the API retries by itself, so nothing is retried here. */
export const queryClient = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 10_000 } } });

export interface PageOf<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** Reads one thing. */
export const useRead = <Data>(key: QueryKey, read: () => Promise<Data>, enabled = true) =>
  useQuery({ queryKey: key, queryFn: read, enabled });

/** How often a list is read anew that holds something under way. */
const UNDER_WAY_MS = 5_000;

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
  /** Said when it is done. */
  done?: string;
  /** What has to be read anew; everything, unless told. */
  changes?: QueryKey[];
  then?: (result: Result) => void;
}

/**
 * Does something. Where `inForm` is true the form shows what went wrong; elsewhere a toast does.
 */
export function useAct<Input, Result>(
  act: (input: Input) => Promise<Result>,
  { done, changes, then, inForm = false }: ActOptions<Result> & { inForm?: boolean } = {},
) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      const stale = changes ?? [[]];
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (done !== undefined) toast(done);
      then?.(result);
    },
    onError: (error) => {
      if (!inForm) toast(messageOf(error), 'bad');
    },
  });
}

export const isMissing = (error: unknown): boolean =>
  error instanceof TenureError && (error.status === 404 || isProblem(error, 'validation_failed'));
