import { CLIENT_RULES } from '../verdict.ts'
import type { Verdict } from '../verdict.ts'

/** A verdict as SARIF 2.1.0; each exchange is a logical location. `version`: of the emulator. */
export function verdictSarif({ judgements }: Verdict, version: string): object {
  const codes = CLIENT_RULES.map(({ code }) => code)
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'bifrost-emulator', version, rules: CLIENT_RULES.map(rule) } },
        results: judgements.map(({ code, severity, session, exchanges, evidence, advice }) => ({
          ruleId: code,
          ruleIndex: codes.indexOf(code),
          level: severity,
          message: { text: `${evidence}. ${advice}` },
          locations: [
            {
              logicalLocations: exchanges.map((id) => ({
                name: id,
                fullyQualifiedName: session === '' ? id : `${session}/${id}`,
                kind: 'exchange',
              })),
            },
          ],
        })),
      },
    ],
  }
}

function rule({ code, severity, title, advice }: (typeof CLIENT_RULES)[number]): object {
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: advice },
    defaultConfiguration: { level: severity },
  }
}
