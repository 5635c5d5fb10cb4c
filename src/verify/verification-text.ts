import type { NearExchange } from './check-result.ts'
import type { Verification } from './verify.ts'
import type { CheckResult } from './check-result.ts'

/** A verification for people: a line for each check, and what came instead. */
export function verificationText({ checks }: Verification): string {
  return `${checks.map(checkText).join('\n')}\n`
}

function checkText({ ok, name, check, problem, found, fitting = [], instead = [] }: CheckResult): string {
  const title = name === undefined ? check : `${name} (${check})`
  const lines = [`${ok ? 'ok' : 'NOT OK'}: ${title}`]
  if (problem !== undefined) lines.push(`  ${problem}`)
  const last = found > fitting.length ? `, the last ${fitting.length}` : ''
  if (fitting.length > 0) lines.push(`  ${found === 1 ? 'the one that fitted' : `those that fitted${last}`}:`)
  lines.push(...fitting.flatMap(requestLines))
  if (instead.length > 0)
    lines.push(`  received ${fitting.length > 0 ? 'besides' : 'instead'}, the nearest first:`)
  lines.push(...instead.flatMap(requestLines))
  return lines.join('\n')
}

function requestLines({ exchange, request, failed }: NearExchange): readonly string[] {
  const line = `    ${exchange} ${request}`
  if (failed === undefined) return [line]
  const hint = failed.hint === undefined ? '' : `; ${failed.hint}`
  return [line, `      ${failed.path}: expected ${failed.expected}, got ${failed.actual}${hint}`]
}
