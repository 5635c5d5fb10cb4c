#!/usr/bin/env bash
# Usual guess: code that runs often is compiled, and what it was called with decides how fast it is. That a call ends with an exception costs the
# throw itself, some microseconds.
# What really happens: V8 counts how much a function has run when it returns and when a loop goes round, not when an exception passes through.
# Functions that an exception always passes through stay in the interpreter for ever, however often they run: each costs one and a half
# times to nearly four times as much. After some thousand calls that returned, the same calls that throw are quick.
# Why it matters for testing against an LLM gateway: a rehearsal of failure in which every call is refused (429, a budget that is used up) runs
# the client's and the service's own code uncompiled. Its CPU time tells nothing about the service on a bad day, which was warm before. And
# an exception as a signal on a hot path ("not here, ask another process") is dear until that path has been gone to its end.
# Versions: Node 20.20.2 and 24.21.0 (V8 11.3 and 13.6).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > probe.mjs <<'PROBE'
const REFUSED = new Error('refused')
function ask(n, refuses) {
  const { list } = JSON.parse(`{"n":${n},"list":[1,2,3]}`)
  const total = list.map((one) => one * n).reduce((sum, one) => sum + one, 0)
  if (refuses) throw REFUSED
  return total
}
function prepare(n, refuses) {
  const settings = { n, refuses, both: [n, n + 1] }
  const merged = { ...settings, size: settings.both.length }
  return ask(merged.n, merged.refuses) + 1
}
function send(n, refuses) {
  const text = [n, n + 1, n].join(',')
  return prepare(n, refuses) + text.length
}
const CALLS = 200_000
function refused() {
  for (let n = 0; n < CALLS; n++) {
    try {
      send(n, true)
    } catch (error) {
      if (error !== REFUSED) throw error
    }
  }
}
const isWarm = process.argv[2] === 'warm'
if (isWarm) for (let n = 0; n < 20_000; n++) send(n, false)
refused()
const before = process.cpuUsage()
refused()
const { user, system } = process.cpuUsage(before)
// The bit of functions that run in optimized code.
const isOptimized = (%GetOptimizationStatus(prepare) & 16) !== 0
const how = isWarm ? 'warmed by calls that return' : 'nothing but calls that throw'
console.log(`Node ${process.version}, ${how}: ${((user + system) / CALLS).toFixed(1)} µs a call, ${isOptimized ? 'compiled' : 'not compiled'}`)
if (isOptimized !== isWarm) throw new Error('no longer so')
PROBE
node --allow-natives-syntax probe.mjs cold
node --allow-natives-syntax probe.mjs warm
