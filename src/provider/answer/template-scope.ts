import { callFaker } from '../../fake/realistic/faker-method.ts'
import type { TemplateScope } from '../../scenario/template/scope.ts'
import type { Call } from '../call.ts'
import type { AnsweringRule } from '../call.ts'

/** What the templates of the rule that answers a call may use. */
export function templateScope(call: Call, found: AnsweringRule | undefined): TemplateScope {
  const random = call.random.fork('template')
  const chance = { random: random.fork('faker'), locale: call.locale, now: call.created }
  return {
    match: found?.match.captures ?? [],
    request: call.request,
    get call() {
      if (found !== undefined) found.asked = true
      return found?.call ?? 1
    },
    get state() {
      if (found !== undefined) found.asked = true
      return found?.state
    },
    now: call.created,
    random,
    faker: (method, args) => callFaker(method, args, chance),
  }
}
