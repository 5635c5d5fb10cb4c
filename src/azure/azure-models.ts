import { splitTarget } from '../message/target.ts'

/** Base models that a resource offers, and when each was made, Unix seconds. */
const MODELS: readonly (readonly [id: string, created: number])[] = [
  ['gpt-4o', 1743500000],
  ['gpt-4o-mini', 1721260800],
  ['gpt-4.1', 1744588800],
  ['gpt-4.1-mini', 1744588800],
  ['gpt-4.1-nano', 1744588800],
  ['gpt-5', 1754524800],
  ['gpt-5-mini', 1754524800],
  ['o3-mini', 1738281600],
  ['o4-mini', 1744761600],
]

/** Whether a request asks which models there are: by the older path with an `api-version`, or by the v1 path. */
export function asksForModels(method: string, target: string): boolean {
  if (method !== 'GET') return false
  const [path, query] = splitTarget(target)
  if (/^\/openai\/v1\/models\/?$/i.test(path)) return true
  return /^\/openai\/models\/?$/i.test(path) && new URLSearchParams(query).get('api-version') !== null
}

/** The list of models: a gateway asks for it when its own client does. */
export function modelList(): object {
  return {
    data: MODELS.map(([id, created]) => ({
      status: 'succeeded',
      capabilities: {
        fine_tune: false,
        inference: true,
        completion: false,
        chat_completion: true,
        embeddings: false,
      },
      lifecycle_status: 'generally-available',
      id,
      created_at: created,
      object: 'model',
    })),
    object: 'list',
  }
}
