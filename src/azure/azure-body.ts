import { asBuffer } from '../message/bytes.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { BoundedMap } from '../values/bounded-map.ts'
import { badRequest } from './api-management.ts'
import type { ApimAnswer } from './api-management.ts'

export type BodyRead =
  | { readonly ok: true; readonly json: JsonObject }
  | { readonly ok: false; readonly error: ApimAnswer }

/** A request's body; what is no JSON object is Azure's 400. The same bytes give the same object. */
export function readBody(bytes: Uint8Array): BodyRead {
  const text = asBuffer(bytes).toString('utf8')
  return text.length > REMEMBERED_CHARACTERS ? parse(text) : remembered.use(text, () => parse(text))
}

function parse(text: string): BodyRead {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? { ok: true, json: value } : NO_OBJECT
  } catch {
    return NO_JSON
  }
}

const NO_JSON: BodyRead = {
  ok: false,
  error: badRequest(
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)",
  ),
}
const NO_OBJECT: BodyRead = {
  ok: false,
  error: badRequest(
    'Invalid body: expected an object, but got something else instead.',
    null,
    'invalid_type',
  ),
}

/** Tests and agents send the same bodies again and again. */
const REMEMBERED_CHARACTERS = 16 * 1024
const remembered = new BoundedMap<string, BodyRead>(256)
