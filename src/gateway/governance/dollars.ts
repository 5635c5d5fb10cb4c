/** Four decimals, rounded as the gateway's `%.4f` does: of two that are equally near the even one. */
export function dollars(amount: number): string {
  const [, digits = ''] = amount.toFixed(60).split('.')
  if (digits[4] !== '5' || /[1-9]/.test(digits.slice(5))) return amount.toFixed(4)
  const lower = amount.toFixed(5).slice(0, -1)
  return Number(lower.at(-1)) % 2 === 0 ? lower : amount.toFixed(4)
}
