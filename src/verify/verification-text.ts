import type { CheckResult, Verification } from './verify.ts'

/** A verification for people: a line for each check, and what came instead. */
export function verificationText({ checks }: Verification): string {
  return `${checks.map(checkText).join('\n')}\n`
}

function checkText({ ok, name, check, problem, instead = [] }: CheckResult): string {
  const title = name === undefined ? check : `${name} (${check})`
  const lines = [`${ok ? 'ok' : 'NOT OK'}: ${title}`]
  if (problem !== undefined) lines.push(`  ${problem}`)
  if (instead.length > 0) lines.push('  received instead, the nearest first:')
  for (const { exchange, request, failed } of instead) {
    lines.push(`    ${exchange} ${request}`)
    if (failed === undefined) continue
    const hint = failed.hint === undefined ? '' : `; ${failed.hint}`
    lines.push(`      ${failed.path}: expected ${failed.expected}, got ${failed.actual}${hint}`)
  }
  return lines.join('\n')
}
