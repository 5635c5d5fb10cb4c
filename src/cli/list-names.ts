/** What `list` can show. */
export const LISTS = ['errors', 'faults', 'profiles', 'timings'] as const
export type ListName = (typeof LISTS)[number]
