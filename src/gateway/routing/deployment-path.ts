import type { RouteRules } from '../profiles/profile.ts'

/** How the gateway reads what follows `/openai/deployments/` in the path. */
export type DeploymentPath =
  | { readonly ok: true; readonly model: string }
  | { readonly ok: false; readonly error: string }

/** Segments that begin the operation; everything before the first one names the deployment. */
const OPERATIONS = new Set(['chat', 'audio', 'images', 'completions', 'embeddings', 'responses', 'models'])

/**
 * `rest` as in `gpt-4o/chat/completions`; `bodyModel` is the `model` of the body, used when the id is empty. The model
 * comes back with its provider before a slash: `azure/gpt-4o`, or what two segments in the path name.
 */
export function readDeploymentPath(
  rest: string,
  bodyModel: string,
  rule: RouteRules['deploymentPath'] = 'anything',
): DeploymentPath {
  if (rule === 'id/operation') return readFixedPath(rest, bodyModel)
  if (rest === '') return { ok: true, model: bodyModel }
  const segments = rest.split('/')
  const end = segments.findIndex((segment) => OPERATIONS.has(segment))
  if (end === -1) return { ok: false, error: 'invalid azure deployment path' }
  if (end === 0) return { ok: false, error: 'missing deployment id' }
  const [first = '', ...others] = segments.slice(0, end)
  if (others.length > 0 && first !== '') return { ok: true, model: `${first}/${others.join('/')}` }
  const id = others.length > 0 ? others.join('/') : first
  return { ok: true, model: onAzure(id, bodyModel) }
}

/** One segment, then the operation. Of other operations than chat the model stands in the body (path-missing-deployment). */
function readFixedPath(rest: string, bodyModel: string): DeploymentPath {
  const [id = '', ...operation] = rest.split('/')
  return { ok: true, model: operation.join('/') === 'chat/completions' ? onAzure(id, bodyModel) : bodyModel }
}

function onAzure(id: string, bodyModel: string): string {
  if (id !== '') return `azure/${id}`
  return bodyModel === '' || bodyModel.startsWith('azure/') ? bodyModel : `azure/${bodyModel}`
}

/** Splits `provider/model`, where that is one of the `known` providers; `fallback` is the provider of a model without one. */
export function splitModel(
  model: string,
  fallback: string,
  known: ReadonlySet<string>,
): { provider: string; model: string } {
  const slash = model.indexOf('/')
  if (slash > 0 && known.has(model.slice(0, slash)))
    return { provider: model.slice(0, slash), model: model.slice(slash + 1) }
  return { provider: fallback, model }
}

/** The entries of `fallbacks` that name a known provider; the others are silently dropped. */
export function readFallbacks(
  entries: readonly string[],
  known: ReadonlySet<string>,
): readonly { provider: string; model: string }[] {
  return entries
    .map((entry) => splitModel(entry, '', known))
    .filter((entry) => entry.provider !== '' && entry.model !== '')
}
