/** Recordings whose counters or queues outlive a request: these are not played yet. */
export const COUNTED: ReadonlySet<string> = new Set([
  'drop-queue',
  'model-rate',
  'provider-rate',
  'vk-budget',
  'vk-budget-spent',
  'vk-rate',
  'vk-team-budget',
  'vk-tokens',
])
