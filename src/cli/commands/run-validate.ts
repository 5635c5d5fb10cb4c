import { countErrors, countWarnings, errorsOf, warningsOf } from '../../disk/library/load-report.ts'
import { ScenarioLibrary } from '../../disk/library/scenario-library.ts'
import type { LoadReport } from '../../disk/library/load-report.ts'
import { CannotStart, placeOf } from '../../start/failures.ts'
import { loadGatewayConfig } from '../../start/gateway-config.ts'
import { DEFAULT_LINE, gatewayLine } from '../../gateway/releases.ts'
import { patienceOf } from '../../start/patience.ts'
import { knownDeployments } from '../../start/known-deployments.ts'
import { EXIT } from '../failure.ts'
import { count, filesText } from '../output/log-text.ts'
import { nameSources, scenarioSources } from '../options/scenario-sources.ts'

/** Reads all files once and says what is wrong with them. Returns the exit code. */
export async function runValidate(
  paths: readonly string[],
  json: boolean,
  bifrostConfig: string | undefined,
): Promise<number> {
  const onNotice = (notice: string) => void process.stderr.write(`${notice}\n`)
  const { config } = await loadGatewayConfig({ bifrostConfig, onNotice })
  const deployments = knownDeployments(config)
  const patienceMs = patienceOf(config, { profile: gatewayLine(DEFAULT_LINE)!.profile })
  const library = new ScenarioLibrary(scenarioSources(paths), { deployments, patienceMs })
  const report = await library.reload()
  const missing = report.problems.find(({ file }) => library.sources.includes(file))
  if (missing !== undefined) throw new CannotStart(`${missing.message}: ${placeOf(missing.file)}`)
  if (json) process.stdout.write(`${JSON.stringify(asJson(library, report), null, 2)}\n`)
  else sayResult(library, report)
  return report.ok ? EXIT.fine : EXIT.wrongFiles
}

function asJson(library: ScenarioLibrary, report: LoadReport) {
  const { ok, changes } = report
  return {
    ok,
    sources: library.sources,
    files: changes.added.length,
    scenarios: library.book?.rules.length ?? null,
    errors: errorsOf(report),
    warnings: warningsOf(report),
  }
}

function sayResult(library: ScenarioLibrary, report: LoadReport): void {
  const errors = countErrors(report)
  const warnings = countWarnings(report)
  const trouble = filesText(report)
  const files = `${count(report.changes.added.length, 'file')} in ${nameSources(library.sources)}`
  const notes = warnings === 0 ? '' : `, ${count(warnings, 'warning')}`
  if (trouble !== '') process.stderr.write(`${trouble}\n\n`)
  const code = report.diagnostics[0]?.code
  if (code !== undefined) process.stderr.write(`bifrost-emulator explain ${code} tells more of it\n`)
  if (report.ok)
    process.stdout.write(
      `fine: ${count(library.book?.rules.length ?? 0, 'scenario')} from ${files}${notes}\n`,
    )
  else process.stderr.write(`${count(errors, 'error')}${notes} in ${files}\n`)
}
