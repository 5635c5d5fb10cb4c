import type { Verdict } from '../verdict.ts'

/** A verdict for people. */
export function verdictText({ ok, exchanges, judgements, judged, misread }: Verdict): string {
  const lines: string[] = []
  for (const { severity, code, session, exchanges: ids, evidence, advice } of judgements) {
    const where = session === '' ? ids.join(', ') : `${ids.join(', ')} in session ${JSON.stringify(session)}`
    lines.push(`${severity}: ${code} (${where})`, `  ${evidence}`, `  ${advice}`, '')
  }
  const passed = judged.filter(({ occasions, failures }) => occasions > 0 && failures === 0)
  const unseen = judged.filter(({ occasions, failures }) => occasions === 0 && failures === 0)
  for (const { code, exchanges: ids, clients } of misread)
    lines.push(`clients misread: ${code} (${shortList(ids)})`, `  ${clients.join('; ')}`, '')
  if (passed.length > 0) lines.push(`well done: ${passed.map(({ code }) => code).join(', ')}`)
  if (unseen.length > 0) lines.push(`no occasion for: ${unseen.map(({ code }) => code).join(', ')}`)
  const sum = `${judgements.length} judgement${judgements.length === 1 ? '' : 's'} on ${exchanges} exchange${exchanges === 1 ? '' : 's'}`
  lines.push(`${ok ? 'ok' : 'NOT OK'}: ${sum}`)
  return `${lines.join('\n')}\n`
}

/** `x1, x2, x3 and 9 more` */
function shortList(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`
}
