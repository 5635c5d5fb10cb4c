import type { Judgement } from '../rule.ts'
import type { Judged, Verdict } from '../verdict.ts'

/** A verdict as JUnit XML: a test case for each kind of judgement, skipped where there was no occasion for it. */
export function verdictJunit({ judgements, judged }: Verdict): string {
  const cases = judged.map((one) =>
    testCase(
      one,
      judgements.filter(({ code }) => code === one.code),
    ),
  )
  const failures = judged.filter(fails).length
  const skipped = judged.filter(({ occasions, failures: wrong }) => occasions === 0 && wrong === 0).length
  const counts = `tests="${judged.length}" failures="${failures}" errors="0" skipped="${skipped}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bifrost-emulator" ${counts}>`,
    `  <testsuite name="client behaviour" ${counts} time="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function fails({ severity, failures }: Judged): boolean {
  return failures > 0 && severity !== 'note'
}

function testCase(one: Judged, judgements: readonly Judgement[]): string {
  const open = `    <testcase classname="verdict" name="${escaped(one.code)}" time="0"`
  if (fails(one)) {
    const text = judgements.map(({ evidence }) => evidence).join('\n')
    const advice = judgements[0]!.advice
    return `${open}><failure type="${one.severity}" message="${escaped(one.title)}">${escaped(`${text}\n${advice}`)}</failure></testcase>`
  }
  if (one.failures > 0)
    return `${open}><system-out>${escaped(judgements.map(({ evidence }) => evidence).join('\n'))}</system-out></testcase>`
  return one.occasions === 0 ? `${open}><skipped message="no occasion for it"/></testcase>` : `${open}/>`
}

function escaped(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- XML has no way to write these
      .replace(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
        '?',
      )
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
